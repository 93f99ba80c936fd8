using System.Globalization;
using System.Text.RegularExpressions;
using RankElastor.Data.Files;
using RankElastor.Data.Planted;
using RankElastor.Data.Planted.Histories;
using RankElastor.Experiments.Lab;
using RankElastor.Experiments.Pages;
using RankElastor.Report.Reading;

namespace RankElastor.Experiments.Propagation;

/// <summary>
/// Whether a field of low rank pulls the tokens of a history down. An experiment <c>X_rankR_DATA</c> is model X on
/// DATA with the planted fields' vectors confined to R directions; the largest R is not confined. The first model of a
/// data set is the one that is expected to be pulled. Runs that are finished are read, so that an interrupted
/// experiment goes on.
/// </summary>
public sealed partial class PropagationExperiment : LabExperiment
{
    /// <inheritdoc/>
    public override string Name => "propagation";

    /// <inheritdoc/>
    public override string Question =>
        "Does a field of low rank pull the tokens of a history down, and in which models?";

    /// <inheritdoc/>
    public override bool NeedsConfig => true;

    /// <inheritdoc/>
    public override LabResult Run(LabRequest request, CancellationToken stop)
    {
        var began = TimeProvider.System.GetTimestamp();
        var models = request.Experiments.Select(Parse).GroupBy(arm => (arm.Model, arm.Data)).ToList();
        if (models.Find(arms => arms.DistinctBy(arm => arm.Rank).Count() < 2) is { Key: var single })
        {
            throw InputException.At(
                "--expid", $"one rank of {single.Model} on {single.Data}", "two ranks or more of each model");
        }

        List<PropagationFamily> families =
        [
            .. models.Select(arms => new PropagationFamily(
                arms.Key.Model, arms.Key.Data,
                [.. arms.Select(arm => new PropagationArm(arm.Rank, Train(request, arm.Experiment, stop)))])),
        ];
        List<PropagationSet> sets =
        [
            .. families.GroupBy(family => family.Data).Select(set => new PropagationSet(
                set.Key, [.. set], [.. PropagationRule.Claims([.. set])], Truth(request, set.Key))),
        ];
        var figures = Path.Combine(request.Out, "figures");
        DurableFile.CreateFolder(figures);
        PageFile.Write(Path.Combine(figures, PropagationFigure.File), PropagationFigure.Draw(sets));
        var page = Path.Combine(request.Out, "propagation.md");
        PageFile.Write(page, PropagationPage.Write(request, sets));
        return new LabResult(
            Name, [.. sets.SelectMany(set => set.Claims)],
            TimeProvider.System.GetElapsedTime(began).TotalSeconds, page);
    }

    static List<PropagationRun> Train(LabRequest request, string experiment, CancellationToken stop)
    {
        List<PropagationRun> runs = [];
        foreach (var seed in request.AllSeeds)
        {
            stop.ThrowIfCancellationRequested();
            var result = request.Train(experiment, seed);
            var run = RunView.Load(request.RunFolder(experiment, seed));
            runs.Add(new PropagationRun(SiteReading.Of(run), result.Test));
            request.Progress(string.Create(
                CultureInfo.InvariantCulture,
                $"{experiment}, seed {seed}: test AUC {result.Test["AUC"]:0.0000}, {result.Seconds:0} s"));
        }

        return runs;
    }

    static HistoryTruth? Truth(LabRequest request, string data) => request.Experiments
        .Where(experiment => Parse(experiment).Data == data)
        .Select(experiment => request.Dataset(experiment).Histories).OfType<HistoryOptions>()
        .Select(law => new HistoryDataset(law).Truth(PlantedSplit.Test)).FirstOrDefault();

    static (string Experiment, string Model, int Rank, string Data) Parse(string experiment) =>
        Form().Match(experiment) is { Success: true, Groups: var parts }
            ? (experiment, parts[1].Value, int.Parse(parts[2].Value, CultureInfo.InvariantCulture), parts[3].Value)
            : throw InputException.At("--expid", experiment, "MODEL_rankR_DATA");

    [GeneratedRegex("^(.+)_rank([0-9]{1,4})_(.+)$")]
    private static partial Regex Form();
}

/// <summary>What was found on one data set.</summary>
sealed record PropagationSet(
    string Data, IReadOnlyList<PropagationFamily> Models, IReadOnlyList<Claim> Claims, HistoryTruth? Truth);
