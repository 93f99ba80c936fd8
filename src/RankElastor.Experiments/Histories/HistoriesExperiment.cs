using RankElastor.Data.Planted;
using RankElastor.Data.Planted.Histories;
using RankElastor.Experiments.Lab;
using RankElastor.Experiments.Pages;

namespace RankElastor.Experiments.Histories;

/// <summary>
/// What models gain by a user's history: an experiment <c>X_without_history_DATA</c> is the twin of <c>X_DATA</c>.
/// Runs that are finished are read, so that an interrupted experiment goes on.
/// </summary>
public sealed class HistoriesExperiment : LabExperiment
{
    const string Without = "_without_history";

    /// <inheritdoc/>
    public override string Name => "histories";

    /// <inheritdoc/>
    public override string Question =>
        "What do models gain by a user's history, and how far are they from the best possible where that is known?";

    /// <inheritdoc/>
    public override bool NeedsConfig => true;

    /// <inheritdoc/>
    public override LabResult Run(LabRequest request, CancellationToken stop)
    {
        var began = TimeProvider.System.GetTimestamp();
        List<LabArm> arms = [];
        foreach (var experiment in request.Experiments)
        {
            stop.ThrowIfCancellationRequested();
            arms.Add(new LabArm(experiment, [.. request.AllSeeds.Select(seed => request.Train(experiment, seed))]));
            request.Progress($"{experiment}: test AUC {arms[^1].Of("AUC").Level(4)}");
        }

        var truth = request.Experiments.Select(experiment => request.Dataset(experiment).Histories)
            .OfType<HistoryOptions>().Select(law => new HistoryDataset(law).Truth(PlantedSplit.Test)).FirstOrDefault();
        List<(LabArm With, LabArm Twin)> pairs =
        [
            .. from twin in arms
               where twin.Experiment.Contains(Without, StringComparison.Ordinal)
               from arm in arms
               where arm.Experiment == twin.Experiment.Replace(Without, "", StringComparison.Ordinal)
               select (arm, twin),
        ];
        var page = Path.Combine(request.Out, "histories.md");
        PageFile.Write(page, HistoriesPage.Write(request, arms, pairs, truth));
        return new LabResult(
            Name, [.. pairs.Select(pair => Claim(pair.With, pair.Twin))],
            TimeProvider.System.GetElapsedTime(began).TotalSeconds, page);
    }

    static Claim Claim(LabArm arm, LabArm twin)
    {
        var gain = arm.Less(twin, "AUC");
        return new Claim(
            $"{arm.Experiment}/gains", $"{arm.Experiment} has a higher test AUC than {twin.Experiment}.",
            "a 95 % interval of the difference, paired by seed, above 0", gain.Change(4), "",
            gain.Direction switch { > 0 => Lab.Claim.Holds, < 0 => Lab.Claim.Refuted, _ => Lab.Claim.Inconclusive });
    }
}
