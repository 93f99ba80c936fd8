using RankElastor.Report.Reading;

namespace RankElastor.Experiments.Sawtooth;

/// <summary>The runs of several models on a data set, seed by seed; RankMixer and RankElastor are among them.</summary>
sealed record DatasetRuns(string Dataset, ModelRuns Mixer, ModelRuns Elastor, IReadOnlyList<ModelRuns> Others)
{
    const string MixerName = "RankMixer", ElastorName = "RankElastor";

    /// <summary>The two that are made of blocks of mixing and P-FFN.</summary>
    public IReadOnlyList<ModelRuns> Models => [Mixer, Elastor];

    /// <summary>All, in the figures' order.</summary>
    public IReadOnlyList<ModelRuns> All => [Mixer, Elastor, .. Others];

    /// <summary>What to know about the data, such as <c>generated</c>.</summary>
    public string Label => Mixer.Runs[0].Manifest.DataLabel;

    /// <summary>The runs of a model, or null.</summary>
    public ModelRuns? Model(string name) => All.FirstOrDefault(runs => runs.Model == name);

    /// <summary>Data sets on which both models ran, in the order of the runs.</summary>
    public static IReadOnlyList<DatasetRuns> Of(IEnumerable<RunView> runs) =>
    [
        .. runs.GroupBy(run => run.Manifest.Dataset)
            .Select(group => (Dataset: group.Key, Models: group.ToLookup(run => run.Manifest.Model)))
            .Where(group => group.Models.Contains(MixerName) && group.Models.Contains(ElastorName))
            .Select(group => new DatasetRuns(
                group.Dataset, BySeed(group.Models[MixerName]), BySeed(group.Models[ElastorName]),
                [
                    .. group.Models.Where(runs => runs.Key is not (MixerName or ElastorName))
                        .OrderBy(runs => runs.Key, StringComparer.Ordinal).Select(BySeed),
                ])),
    ];

    static ModelRuns BySeed(IEnumerable<RunView> runs) => new([.. runs.OrderBy(run => run.Manifest.Seed)]);
}
