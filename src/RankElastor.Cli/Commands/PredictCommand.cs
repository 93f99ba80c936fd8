using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using RankElastor.Cli.Jobs;
using RankElastor.Cli.Shell;
using RankElastor.Data.Files;

namespace RankElastor.Cli.Commands;

/// <summary>predict: one probability per row of a file, in order.</summary>
static class PredictCommand
{
    public static Command Create(VerbContext context)
    {
        var shared = new SharedOptions();
        var run = new Option<string>("--run") { Description = "Run directory.", Required = true };
        var data = new Option<string>("--data")
        {
            Description = "A file in the format of the training data; the label may be missing.",
            Required = true,
        };
        var file =
            new Option<string>("--out")
            {
                Description = "File to write, one probability a line; of several labels one each, with commas.",
                Required = true,
            };
        var command = SharedOptions.With(
            new Command("predict", """
                One probability per row, in order.
                Example: rankelastor predict --run runs/DNN_frappe_x1_seed2021 \
                  --data ../shared/data/frappe_x1/test.csv --out probabilities.txt
                """),
            [run, data, file, .. shared.MachineSwitches, shared.Gpu, shared.Json]);
        command.SetAction(parsed =>
        {
            var terminal = context.Terminal(parsed.GetValue(shared.Json));
            shared.AnswerGpu(parsed, terminal);
            var watch = Stopwatch.StartNew();
            using var ranker = Ranker.Load(parsed.GetValue(run)!, machine: shared.Machine(parsed));
            CalibrationLines.Say(terminal, ranker);
            var path = parsed.GetValue(file)!;
            var (rows, progress) = (0L, new ConsoleProgress(terminal));
            DurableFile.Write(path, stream => rows = Write(stream, ranker, parsed.GetValue(data)!, progress));
            var result = new PredictResult(rows, watch.Elapsed.TotalSeconds);
            terminal.Line(
                string.Create(CultureInfo.InvariantCulture, $"{result.Rows} rows in {result.Seconds:0.0} s: {path}"));
            terminal.Result(result);
            return ExitCode.Done;
        });
        return command;
    }

    static long Write(Stream stream, Ranker ranker, string data, ConsoleProgress progress)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        return ranker.Predict(data, probabilities =>
        {
            for (var i = 0; i < probabilities.Length; i++)
            {
                writer.Write(probabilities[i].ToString("R", CultureInfo.InvariantCulture));
                writer.Write((i + 1) % ranker.Labels.Count == 0 ? '\n' : ',');
            }
        }, progress);
    }
}

/// <summary>What predict prints with --json.</summary>
sealed record PredictResult(long Rows, double Seconds);
