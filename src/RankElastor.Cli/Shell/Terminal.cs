using System.Text.Json;
using RankElastor.Training.Records;

namespace RankElastor.Cli.Shell;

/// <summary>
/// Where a verb writes: progress and warnings to stderr, the result to stdout — as text, or with <c>--json</c> as
/// exactly one object.
/// </summary>
sealed class Terminal(TextWriter output, TextWriter error, bool json)
{
    static readonly JsonSerializerOptions _json = RunLog.Json;

    /// <summary>True with <c>--json</c>.</summary>
    public bool Json { get; } = json;

    public bool Live { get; } = !Console.IsErrorRedirected;

    public void Note(string line) => error.WriteLine(line);

    public void Warn(string line) => error.WriteLine($"warning: {line}");

    /// <summary>Rewrites the current line on a terminal; writes nothing elsewhere.</summary>
    public void Status(string line)
    {
        if (Live)
        {
            error.Write($"\r\u001b[2K{line}");
        }
    }

    public void EndStatus()
    {
        if (Live)
        {
            error.Write("\r\u001b[2K");
        }
    }

    /// <summary>A line of the result for people; nothing with <c>--json</c>.</summary>
    public void Line(string text)
    {
        if (!Json)
        {
            output.WriteLine(text);
        }
    }

    /// <summary>The result for programs; nothing without <c>--json</c>.</summary>
    public void Result<T>(T result)
    {
        if (Json)
        {
            output.WriteLine(JsonSerializer.Serialize(result, _json));
        }
    }
}
