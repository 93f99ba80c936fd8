using RankElastor.Cli.Shell;
namespace RankElastor.Cli.Jobs;

/// <summary>Progress as lines on stderr.</summary>
sealed class ProgressLines(Terminal terminal) : IProgress<string>
{
    public void Report(string value) => terminal.Note(value);
}
