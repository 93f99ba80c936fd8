using RankElastor.Report.Reading;

namespace RankElastor.Experiments.Sawtooth;

/// <summary>The runs of both models on one data set, seed by seed.</summary>
sealed record DatasetRuns(string Dataset, ModelRuns Mixer, ModelRuns Elastor)
{
    public IReadOnlyList<ModelRuns> Models => [Mixer, Elastor];

    /// <summary>What to know about the data, such as <c>generated</c>.</summary>
    public string Label => Mixer.Runs[0].Manifest.DataLabel;

    /// <summary>Data sets on which both models ran, in the order of the runs.</summary>
    public static IReadOnlyList<DatasetRuns> Of(IEnumerable<RunView> runs) =>
    [
        .. runs.GroupBy(run => run.Manifest.Dataset)
            .Select(group => (Dataset: group.Key, Models: group.ToLookup(run => run.Manifest.Model)))
            .Where(group => group.Models.Contains("RankMixer") && group.Models.Contains("RankElastor"))
            .Select(group => new DatasetRuns(
                group.Dataset, BySeed(group.Models["RankMixer"]), BySeed(group.Models["RankElastor"]))),
    ];

    static ModelRuns BySeed(IEnumerable<RunView> runs) => new([.. runs.OrderBy(run => run.Manifest.Seed)]);
}
