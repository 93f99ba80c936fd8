using RankElastor.Data.Files;
using RankElastor.Experiments.Lab;
using RankElastor.Experiments.Pages;
using RankElastor.Experiments.Studies;

namespace RankElastor.Experiments.Scaling;

/// <summary>
/// The paper's section 4.4: RankMixer and RankElastor grown by depth, by width and by both. The configuration holds
/// one experiment of each model per data set; its depth is replaced. Several processes share the runs.
/// </summary>
public sealed class ScaleExperiment : LabExperiment
{
    /// <inheritdoc/>
    public override string Name => "scale";

    /// <inheritdoc/>
    public override string Question =>
        "Does RankElastor gain more than RankMixer from depth and width, and where does growth stop paying?";

    /// <inheritdoc/>
    public override bool NeedsConfig => true;

    /// <inheritdoc/>
    public override LabResult Run(LabRequest request, CancellationToken stop)
    {
        var began = TimeProvider.System.GetTimestamp();
        if (request.Seeds < 2)
        {
            throw InputException.At(
                "--seeds", $"{request.Seeds}", "2 or more: one seed says nothing of the spread of training");
        }

        var starts = Starts(request);
        Check(starts);
        ScaleUnit[] units =
        [
            .. request.AllSeeds.SelectMany(seed => ScaleFamily.AllShapes.SelectMany(shape => starts.Select(start =>
                new ScaleUnit(shape.Of(start).With(seed: seed), shape)))),
        ];
        var runs = new SharedWork<ScaleRun>(units, request.Training).Finish(stop);
        CheckRows(units);
        var sets = Sets(runs);
        return new LabResult(
            Name, [.. sets.SelectMany(ScaleRule.Claims)],
            TimeProvider.System.GetElapsedTime(began).TotalSeconds, Write(request, sets));
    }

    static List<Experiment> Starts(LabRequest request) =>
    [
        .. request.Experiments.Select(id =>
            Experiment.Load(request.Config!, id, dataRoot: request.DataRoot).With(seed: request.FirstSeed) with
            {
                Out = request.Out,
                Cache = request.Cache,
                Machine = request.MachineOptions,
            }),
    ];

    /// <summary>Says what is wrong before anything is trained.</summary>
    static void Check(List<Experiment> starts)
    {
        string[] models = [ScaleSet.MixerName, ScaleSet.ElastorName];
        foreach (var data in starts.GroupBy(start => start.Data.DatasetId))
        {
            var found = data.Select(start => start.Config.Text("model")).ToList();
            if (!found.Order(StringComparer.Ordinal).SequenceEqual(models.Order(StringComparer.Ordinal)))
            {
                throw InputException.At(
                    $"--expid on {data.Key}", string.Join(", ", found), $"one {models[0]} and one {models[1]}");
            }
        }

        foreach (var start in starts)
        {
            List<string> metrics = [.. start.Training.Metrics.Select(metric => metric.Name)];
            if (!metrics.Contains(ScaleRun.Auc) || !metrics.Contains(ScaleRun.LogLoss))
            {
                throw start.Config.Wrong(
                    "metrics", string.Join(", ", metrics), $"{ScaleRun.Auc} and {ScaleRun.LogLoss}");
            }

            foreach (var shape in ScaleFamily.AllShapes)
            {
                shape.Of(start).Check();
            }
        }
    }

    /// <summary>Refuses runs that were kept of other rows than the rest.</summary>
    static void CheckRows(ScaleUnit[] units)
    {
        foreach (var data in units.GroupBy(unit => unit.Data))
        {
            if (data.FirstOrDefault(unit => unit.DataHash != data.Last().DataHash) is { } other)
            {
                throw InputException.At(
                    other.Folder, $"a run on other rows than {data.Last().Name}", "runs on the same, or another --out");
            }
        }
    }

    static List<ScaleSet> Sets(IReadOnlyList<ScaleRun> runs) =>
    [
        .. runs.GroupBy(run => run.Result.Dataset).Select(data =>
        {
            var models = data.GroupBy(run => run.Result.Model).ToDictionary(
                model => model.Key, model => new ScaleModel(model.Key, model.GroupBy(run => run.Shape).ToDictionary(
                    shape => shape.Key, IReadOnlyList<ScaleRun> (shape) => [.. shape])));
            return new ScaleSet(data.Key, models[ScaleSet.MixerName], models[ScaleSet.ElastorName]);
        }),
    ];

    static string Write(LabRequest request, List<ScaleSet> sets)
    {
        var figures = Path.Combine(request.Out, "figures");
        DurableFile.CreateFolder(figures);
        foreach (var set in sets)
        {
            foreach (var size in ScaleSize.All)
            {
                PageFile.Write(Path.Combine(figures, ScaleFigure.File(set, size)), ScaleFigure.Draw(set, size));
            }
        }

        PageFile.Write(Path.Combine(request.Out, "scale.csv"), ScaleTables.Csv(sets));
        var page = Path.Combine(request.Out, "scale.md");
        PageFile.Write(page, ScalePage.Write(request, sets));
        return page;
    }
}
