using System.CommandLine;
using RankElastor.Cli.Shell;
using static System.FormattableString;

namespace RankElastor.Cli.Bench;

/// <summary>bench eval: the speed of evaluation, metrics included.</summary>
static class BenchEvalCommand
{
    public static Command Create(VerbContext context)
    {
        var model = BenchOptions.Model();
        var tableRows = BenchOptions.TableRows();
        var batch = BenchOptions.Batch();
        var seconds = BenchOptions.Seconds(10);
        return BenchOptions.Verb(context, "eval", """
            Speed of whole evaluations: forward without gradients, AUC and log loss.
            Example: rankelastor bench eval --model MLP
            """,
            [model, tableRows, batch, seconds], run =>
        {
            var bench = BenchModel.Find(run.Get(model)!);
            var rows = run.TableRows(tableRows);
            var batchRows = run.BatchRows(batch);
            var time = run.Seconds(seconds);
            var result = EvalBench.Run(bench, rows, batchRows, run.Machine(), time);
            run.Terminal.Line(Line(result));
            run.Terminal.Result(result);
        });
    }

    static string Line(EvalBenchResult result)
    {
        var setting = $"{result.Model}, batch {result.Batch}, {result.TableRows} table rows, {result.Threads} threads";
        var speed = Invariant($"{result.SamplesPerSecond:N0} samples/s with AUC and log loss");
        var batch = Invariant($"{result.BatchMs:0.0} ms per batch, {result.Gflops:0} GFLOP/s");
        return Invariant($"{setting}: {speed}, {batch}, peak memory {result.PeakRssMb:0} MB");
    }
}
