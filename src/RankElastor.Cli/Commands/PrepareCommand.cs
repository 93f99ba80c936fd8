using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using RankElastor.Cli.Jobs;
using RankElastor.Cli.Shell;
using RankElastor.Data.Datasets;
using RankElastor.Data.Preparation;
using RankElastor.Data.Store;

namespace RankElastor.Cli.Commands;

/// <summary>prepare: fit encoders on train and write the column store.</summary>
static class PrepareCommand
{
    public static Command Create(VerbContext context)
    {
        var shared = new SharedOptions();
        var dataset =
            new Option<string?>("--dataset") { Description = "Data set in dataset_config.yaml; needless if only one." };
        var command = SharedOptions.With(
            new Command("prepare", """
                Fit the encoders on the training split and write the column store that runs read.
                Example: rankelastor prepare --config experiments/configs/frappe_x1 --dataset frappe_x1 \
                  --data-root ../shared/data
                """),
            [shared.Config, dataset, shared.DataRoot, shared.Cache, shared.Threads, shared.Json]);
        command.SetAction(parsed =>
        {
            var terminal = context.Terminal(parsed.GetValue(shared.Json));
            var watch = Stopwatch.StartNew();
            var options = ExperimentConfig.LoadDataset(
                parsed.GetValue(shared.Config)!, parsed.GetValue(dataset), parsed.GetValue(shared.DataRoot));
            var workers = shared.Machine(parsed).Start().Workers;
            using var data = DatasetPreparation.Prepare(
                options, parsed.GetValue(shared.DataRoot), parsed.GetValue(shared.Cache)!,
                new ConsoleProgress(terminal), workers);
            foreach (var warning in data.Warnings)
            {
                terminal.Warn(warning);
            }

            foreach (var line in data.Lines)
            {
                terminal.Note(line);
            }

            var seconds = watch.Elapsed.TotalSeconds;
            var rows = data.Rows.ToDictionary(pair => pair.Key.ToString().ToLowerInvariant(), pair => (long)pair.Value);
            var result = new PrepareResult(
                data.Schema.DatasetId, rows, data.Schema.ModelFields.Count, data.Schema.TotalFeatures, data.Folder,
                data.Reused, seconds, rows.Values.Sum() / seconds, data.Shares);
            terminal.Line(string.Create(
                CultureInfo.InvariantCulture,
                $"{result.Dataset}: {string.Join(", ", rows.Select(pair => $"{pair.Key} {pair.Value}"))} rows; "
                    + $"{result.Fields} fields, {result.TableRows} table rows; "
                    + $"{(result.Reused ? "reused" : "prepared")} in {seconds:0.00} s ({result.RowsPerSecond:N0} "
                    + $"rows/s): {result.Folder}"));
            terminal.Result(result);
            return ExitCode.Done;
        });
        return command;
    }
}

/// <summary>What prepare prints with --json.</summary>
sealed record PrepareResult(
    string Dataset, IReadOnlyDictionary<string, long> Rows, int Fields, long TableRows, string Folder, bool Reused,
    double Seconds, double RowsPerSecond, IReadOnlyList<SplitShares> Shares);
