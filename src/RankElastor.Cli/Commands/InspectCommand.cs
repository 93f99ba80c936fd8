using System.CommandLine;
using RankElastor.Cli.Jobs;
using RankElastor.Cli.Shell;
using RankElastor.Data.Files;
using RankElastor.Data.Preparation;
using RankElastor.Data.Store;
using RankElastor.Report;
using RankElastor.Training.Inspection;

namespace RankElastor.Cli.Commands;

/// <summary>
/// inspect: the spectral health of a trained run, or of a checkpoint of the reference implementation.
/// </summary>
static class InspectCommand
{
    const int Rows = 2048;

    public static Command Create(VerbContext context)
    {
        var shared = new SharedOptions();
        var run = new Option<string?>("--run") { Description = "Run directory." };
        var checkpoint = new Option<string?>("--checkpoint")
        {
            Description =
                "Instead of --run: a state dict of the reference implementation (torch.save's zip form, or "
                    + "safetensors).",
        };
        var config = new Option<string?>("--config")
        {
            Description = "With --checkpoint: folder with dataset_config.yaml and model_config.yaml.",
        };
        var experiment =
            new Option<string?>("--expid") { Description = "With --checkpoint: experiment in model_config.yaml." };
        var data = new Option<string?>("--data")
        {
            Description =
                "A labelled file whose rows flow through the model. Without it: for a run, what its last probe saw; "
                    + "for a checkpoint, the validation split.",
        };
        var against = new Option<string?>("--against")
        {
            Description =
                "With --data: another run directory; how alike its representations of the same rows are (CKA).",
        };
        var rows = new Option<int>("--rows")
        {
            Description = "The most rows that are looked at, evenly spaced.",
            DefaultValueFactory = _ => Rows,
        };
        var page =
            new Option<string?>("--html") { Description = "Also write the page as one self-contained HTML file." };
        var command = SharedOptions.With(
            new Command("inspect", """
                The spectral health of a trained model beside its loss: findings in plain words, then activations by
                site, gates, attention, weight matrices, embedding tables by field.
                Example: rankelastor inspect --run runs/RankElastor_frappe_x1_seed2021 \
                  --data ../shared/data/frappe_x1/test.csv
                Example: rankelastor inspect --checkpoint RankElastor.model --config experiments/configs/frappe_x1 \
                  --expid RankElastor_frappe_x1
                """),
            [
                run, checkpoint, config, experiment, shared.DataRoot, shared.Cache, data, against, rows, page,
                .. shared.MachineSwitches, shared.Json,
            ]);
        command.SetAction(parsed =>
        {
            var terminal = context.Terminal(parsed.GetValue(shared.Json));
            var machine = shared.Machine(parsed);
            var (folder, file) = (parsed.GetValue(run), parsed.GetValue(checkpoint));
            var (labelled, other) = (parsed.GetValue(data), parsed.GetValue(against));
            var count = parsed.GetValue(rows);
            Check(
                folder,
                file,
                parsed.GetValue(config) is not null && parsed.GetValue(experiment) is not null,
                labelled,
                other,
                count);
            var inspection = folder is not null
                ? OfRun(folder, labelled, other, count, machine, new ConsoleProgress(terminal))
                : OfCheckpoint(file!, Experiment.Load(
                    parsed.GetValue(config)!, parsed.GetValue(experiment)!,
                    dataRoot: parsed.GetValue(shared.DataRoot)) with
                {
                    Cache = parsed.GetValue(shared.Cache)!,
                    Machine = machine,
                }, labelled, other, count, terminal);
            if (parsed.GetValue(page) is { } html)
            {
                InspectionPage.Write(inspection, html);
            }

            InspectionLines.Print(terminal, inspection);
            terminal.Result(inspection);
            return ExitCode.Done;
        });
        return command;
    }

    static ModelInspection OfRun(
        string folder, string? data, string? against, int rows, MachineOptions machine, ConsoleProgress progress)
    {
        using var ranker = Ranker.Load(folder, machine: machine, toInspect: true);
        using var other = against is null ? null : Ranker.Load(against, machine: machine);
        Say(progress, data is null ? ranker.Shares : [], RunDirectory.ManifestOf(folder)?.Selection);
        return ranker.Inspect(data, rows, other, progress);
    }

    /// <summary>Which rows chose the weights, and missing and unknown values of a model's splits.</summary>
    static void Say(ConsoleProgress progress, IReadOnlyList<SplitShares> shares, Selection? selection)
    {
        if (selection?.Warning is { } onTest)
        {
            progress.Warn(onTest);
        }
        else if (selection?.Line is { } known)
        {
            progress.Note(known);
        }

        foreach (var line in ValueShares.Lines(shares))
        {
            progress.Note(line);
        }

        foreach (var warning in ValueShares.Warnings(shares))
        {
            progress.Warn(warning);
        }
    }

    static ModelInspection OfCheckpoint(
        string file, Experiment experiment, string? data, string? against, int rows, Terminal terminal)
    {
        var progress = new ConsoleProgress(terminal);
        using var prepared = experiment.Prepare(progress);
        Say(progress, data is null ? prepared.Shares : [], prepared.Selection);
        using var ranker = Ranker.LoadCheckpoint(file, experiment, prepared.Encoders, toInspect: true);
        using var other = against is null ? null : Ranker.Load(against, machine: experiment.Machine);
        return data is null ? ranker.Inspect(prepared.Valid, rows) : ranker.Inspect(data, rows, other, progress);
    }

    static void Check(string? run, string? checkpoint, bool configured, string? data, string? against, int rows)
    {
        if (run is null == checkpoint is null)
        {
            throw InputException.At(
                "inspect", run is null ? "neither --run nor --checkpoint" : "--run and --checkpoint", "one of them");
        }

        if (checkpoint is not null && !configured)
        {
            throw InputException.At(
                "--checkpoint",
                "no --config or no --expid",
                "both beside it: the configuration that the checkpoint was trained with");
        }

        if (against is not null && data is null)
        {
            throw InputException.At("--against", "no --data", "a labelled file whose rows flow through both models");
        }

        if (rows < 4)
        {
            throw InputException.At("--rows", $"{rows}", "4 or more");
        }
    }
}
