using System.CommandLine;

namespace RankElastor.Cli.Shell;

/// <summary>What every verb gets: where to write, and the signal to stop.</summary>
sealed class VerbContext(TextWriter output, TextWriter error, Func<CancellationToken> listen)
{
    /// <summary>What was typed, for lines that say how a result was made.</summary>
    public string CommandLine { get; init; } = "rankelastor";

    /// <summary>The signal; a verb that asks for it stops by itself when it comes.</summary>
    public CancellationToken Cancellation => listen();

    public static Option<bool> JsonOption() =>
        new("--json") { Description = "Print exactly one JSON object on stdout." };

    public Terminal Terminal(bool json) => new(output, error, json);
}
