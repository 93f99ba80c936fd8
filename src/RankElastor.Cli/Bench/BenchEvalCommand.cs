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
        var command = SharedOptions.With(
            new Command("eval", """
                Speed of whole evaluations: forward without gradients, AUC and log loss.
                Example: rankelastor bench eval --model MLP
                """),
            [model, tableRows, batch, seconds, .. shared.MachineSwitches, shared.Json]);
        command.SetAction(parsed =>
        {
            var bench = BenchModel.Find(parsed.GetValue(model)!);
            var rows = parsed.TableRows(tableRows);
            var batchRows = parsed.BatchRows(batch);
            var time = parsed.Seconds(seconds);
            var result = EvalBench.Run(bench, rows, batchRows, shared.Machine(parsed).Start(), time);
            var terminal = context.Terminal(parsed.GetValue(shared.Json));
            terminal.Line(Line(result));
            terminal.Result(result);
            return ExitCode.Done;
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
