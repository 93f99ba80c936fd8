using System.CommandLine;
using RankElastor.Cli.Shell;
using static System.FormattableString;

namespace RankElastor.Cli.Bench;

/// <summary>bench histories: memory and time of a step on histories of very different lengths.</summary>
static class BenchHistoriesCommand
{
    public static Command Create(VerbContext context)
    {
        var seconds = BenchOptions.Seconds(5);
        var batch = BenchOptions.Of("--batch", 1024, "Rows per batch.");
        var mean = BenchOptions.Of("--mean", 20, "Items of a history on average.");
        var most = BenchOptions.Of("--most", 10_000, "Items of the longest history: max_len.");
        var width = BenchOptions.Of("--width", 16, "Numbers of a field's vector.");
        return BenchOptions.Verb(context, "histories", """
            A training step of DIN on a batch with one history of full length and many short ones: bytes and time.
            Example: rankelastor bench histories --mean 20 --most 10000
            """,
            [batch, mean, most, width, seconds], run =>
        {
            var rows = run.BatchRows(batch);
            var longest = BenchOptions.Within(most.Name, run.Get(most), 1, 1 << 20);
            var setting = new HistoriesBenchSetting(
                rows, BenchOptions.Within(mean.Name, run.Get(mean), 1, longest), longest,
                BenchOptions.Within(width.Name, run.Get(width), 1, 1024));
            var result = HistoriesBench.Run(setting, run.Machine(), run.Seconds(seconds));
            run.Terminal.Line(Line(result));
            run.Terminal.Result(result);
        });
    }

    static string Line(HistoriesBenchResult result)
    {
        var bytes = Invariant($"rows {Mb(result.LeafBytes)}, gradient {Mb(result.GradientBytes)}");
        var held = Invariant($"{bytes}, batch {Mb(result.BatchBytes)}");
        var padded = Invariant($"padded {Mb(2 * result.PaddedLeafBytes + result.PaddedBatchBytes)}");
        var whole = Invariant($"{result.Events:N0} items of {result.Rows:N0} histories: {held} ({padded})");
        return Invariant($"{whole}, {result.Ms:0} ms per step, peak memory {result.PeakRssMb:0} MB");
    }

    static string Mb(long bytes) => Invariant($"{bytes / 1e6:0.0} MB");
}
