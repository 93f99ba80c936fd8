using System.CommandLine;
using System.Numerics;
using RankElastor.Cli.Shell;
using RankElastor.Data.Files;
using RankElastor.Numerics.Threads;
using static System.FormattableString;

namespace RankElastor.Cli.Bench;

/// <summary>Options that several benchmarks have, and their checks.</summary>
static class BenchOptions
{
    /// <summary>A verb of bench: the given options, those of the machine or only threads, and JSON.</summary>
    public static Command Verb(
        VerbContext context, string name, string help, IEnumerable<Option> options, Action<BenchRun> run,
        bool tunes = true)
    {
        var shared = new SharedOptions();
        var command = SharedOptions.With(
            new Command(name, help), [.. options, .. tunes ? shared.MachineSwitches : [shared.Threads], shared.Json]);
        command.SetAction(parsed =>
        {
            run(new BenchRun(parsed, shared, context.Terminal(parsed.GetValue(shared.Json))));
            return ExitCode.Done;
        });
        return command;
    }

    public static Option<T> Of<T>(string name, T standard, string description) =>
        new(name) { Description = description, DefaultValueFactory = _ => standard };

    public static Option<double> Seconds(double standard, string description = "How long to measure.") =>
        Of("--seconds", standard, description);

    public static Option<string> Model() =>
        Of("--model", "RankElastor", $"One of {string.Join(", ", BenchModel.All.Select(model => model.Name))}.");

    public static Option<long> TableRows(string description = "Rows of all embedding tables together.") =>
        Of("--table-rows", 100_000L, description);

    public static Option<int> Batch() => Of("--batch", 4096, "Rows per batch.");

    /// <summary>The value, if it lies in the range.</summary>
    public static T Within<T>(string option, T value, T least, T most) where T : INumber<T> =>
        value >= least && value <= most
            ? value
            : throw InputException.At(option, Invariant($"{value}"), Invariant($"{least} … {most}"));
}

/// <summary>One run of a benchmark: its options, checked as they are read, and where it writes.</summary>
sealed class BenchRun(ParseResult parsed, SharedOptions shared, Terminal terminal)
{
    public Terminal Terminal => terminal;

    public T? Get<T>(Option<T> option) => parsed.GetValue(option);

    public MachineOptions MachineOptions => shared.Machine(parsed);

    public Machine Machine() => MachineOptions.Start();

    /// <summary>A time to measure, above 0.</summary>
    public double Seconds(Option<double> option) =>
        Get(option) is var seconds && seconds > 0 && double.IsFinite(seconds)
            ? seconds
            : throw InputException.At(option.Name, Invariant($"{seconds}"), "a number above 0");

    /// <summary>Rows of embedding tables, enough for Criteo's 26.</summary>
    public long TableRows(Option<long> option, long least = 260) =>
        BenchOptions.Within(option.Name, Get(option), least, 1L << 31);

    public int BatchRows(Option<int> option) => BenchOptions.Within(option.Name, Get(option), 1, 1 << 24);
}
