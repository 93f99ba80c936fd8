using System.CommandLine;
using System.Globalization;
using RankElastor.Cli.Shell;
using RankElastor.Data.Files;
using RankElastor.Native;

namespace RankElastor.Cli.Bench;

/// <summary>bench eval: the speed of evaluation, metrics included.</summary>
static class BenchEvalCommand
{
    public static Command Create(VerbContext context)
    {
        var shared = new SharedOptions();
        var model = new Option<string>("--model") { Description = $"One of {string.Join(", ", BenchModel.All.Select(one => one.Name))}.", DefaultValueFactory = _ => "RankElastor" };
        var tableRows = new Option<long>("--table-rows") { Description = "Rows of all embedding tables together.", DefaultValueFactory = _ => 100_000 };
        var batch = new Option<int>("--batch") { Description = "Rows a batch.", DefaultValueFactory = _ => 4096 };
        var seconds = new Option<double>("--seconds") { Description = "How long to measure.", DefaultValueFactory = _ => 10 };
        var command = SharedOptions.With(
            new Command("eval", """
                Speed of whole evaluations: forward without gradients, AUC and log loss.
                Example: rankelastor bench eval --model MLP
                """),
            [model, tableRows, batch, seconds, .. shared.NativeSwitches, shared.Json]);
        command.SetAction(parsed =>
        {
            var native = shared.Native(parsed);
            var rows = Within("--table-rows", parsed.GetValue(tableRows), 260, 1L << 31);
            var batchRows = (int)Within("--batch", parsed.GetValue(batch), 1, 1 << 24);
            var time = parsed.GetValue(seconds);
            var bench = BenchModel.Find(parsed.GetValue(model)!);
            if (!(time > 0 && double.IsFinite(time)))
            {
                throw InputException.At("--seconds", time.ToString(CultureInfo.InvariantCulture), "a number above 0");
            }

            NativeTuning.Apply(native);
            var result = EvalBench.Run(bench, rows, batchRows, native.Threads!.Value, time);
            var terminal = context.Terminal(parsed.GetValue(shared.Json));
            terminal.Line(string.Create(
                CultureInfo.InvariantCulture,
                $"{result.Model}, batch {result.Batch}, {result.TableRows} table rows, {result.Threads} threads: {result.SamplesPerSecond:N0} samples/s with AUC and log loss, {result.BatchMs:0.0} ms a batch, {result.Gflops:0} GFLOP/s, peak memory {result.PeakRssMb:0} MB"));
            terminal.Result(result);
            return ExitCode.Done;
        });
        return command;
    }

    static long Within(string option, long value, long least, long most) => value >= least && value <= most
        ? value
        : throw InputException.At(option, value.ToString(CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"{least} … {most}"));
}
