using System.CommandLine;

namespace RankElastor.Cli.Shell;

/// <summary>What every verb gets: where to write, and the signal to stop.</summary>
sealed class VerbContext(TextWriter output, TextWriter error, CancellationToken cancellation)
{
    /// <summary>Set when the user interrupts.</summary>
    public CancellationToken Cancellation { get; } = cancellation;

    /// <summary>The option every verb has.</summary>
    public static Option<bool> JsonOption() =>
        new("--json") { Description = "Print exactly one JSON object on stdout." };

    /// <summary>The terminal of one invocation.</summary>
    public Terminal Terminal(bool json) => new(output, error, json);
}
