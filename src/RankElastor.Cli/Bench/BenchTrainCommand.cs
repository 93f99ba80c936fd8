using System.CommandLine;
using RankElastor.Cli.Shell;
using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Training.Remedies;
using static System.FormattableString;

namespace RankElastor.Cli.Bench;

/// <summary>bench train: the speed of training steps, and where their time goes.</summary>
static class BenchTrainCommand
{
    public static Command Create(VerbContext context)
    {
        var seconds = BenchOptions.Seconds(20);
        var model = BenchOptions.Model();
        var tableRows = BenchOptions.TableRows();
        var batch = BenchOptions.Batch();
        var update = BenchOptions.Of("--update", "exact", "exact (every row) or lazy (rows of the batch).");
        var names = string.Join(", ", RemedyCatalogue.PenaltyNames);
        var remedy = new Option<string?>("--remedy")
        {
            Description = $"Steps with a remedy at all of its sites: one of {names}; or at one: NAME@SITE.",
        };
        return BenchOptions.Verb(context, "train", """
            Speed of whole training steps.
            Example: rankelastor bench train --model DCNv2 --table-rows 2000000 --update lazy
            """,
            [model, tableRows, batch, update, remedy, seconds], run =>
        {
            var setting = new TrainBenchSetting(
                BenchModel.Find(run.Get(model)!),
                run.TableRows(tableRows),
                run.BatchRows(batch),
                run.Get(update)!,
                RemedyOf(run.Get(remedy)));
            var time = run.Seconds(seconds);
            var result = TrainBench.Run(setting, run.Machine(), time);
            Print(run.Terminal, result);
            run.Terminal.Result(result);
        });
    }

    static void Print(Terminal terminal, TrainBenchResult result)
    {
        var setting = $"{result.Model}, batch {result.Batch}, {result.TableRows} table rows, {result.Threads} threads";
        var speed = Invariant($"{result.SamplesPerSecond:N0} samples/s, {result.StepMs:0.0} ms per step");
        var gflops = Invariant($"{result.StepGflops:0} of {result.GemmPeakGflops:0} GFLOP/s");
        var peak = Invariant($"{gflops} ({result.FractionOfPeak:P0})");
        var memory = Invariant($"peak memory {result.PeakRssMb:0} MB");
        terminal.Line($"{setting}, {result.Update}: {speed}, {peak}, {memory}");
        if (result.RemedyMs is { } more)
        {
            var share = Invariant($"({more / result.ProcessorMs:P1} of {result.ProcessorMs:0.0} ms)");
            terminal.Line(Invariant($"  {result.Remedy}: {more:0.0} ms of processor time more per step {share}"));
        }

        foreach (var stage in result.Stages)
        {
            var floor = Invariant($"{1e3 * stage.Gflop / result.GemmPeakGflops,8:0.0} ms at the peak");
            terminal.Line(Invariant($"  {stage.Part,-48} {stage.Ms,8:0.0} ms {(stage.Gflop > 0 ? floor : "")}"));
        }
    }

    static RemedyOptions? RemedyOf(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var known = RemedyCatalogue.PenaltyNames;
        var parts = text.Split('@', 2);
        return known.Contains(parts[0])
            ? new RemedyOptions { Name = parts[0], Site = parts.ElementAtOrDefault(1), Where = "--remedy" }
            : throw InputException.At(
                "--remedy", $"'{text}'", string.Join(" | ", known) + NearMiss.Hint(parts[0], known));
    }
}
