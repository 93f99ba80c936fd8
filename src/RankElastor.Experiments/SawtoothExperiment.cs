using RankElastor.Data.Files;
using RankElastor.Experiments.Claims;
using RankElastor.Experiments.Lab;
using RankElastor.Experiments.Sawtooth;
using RankElastor.Experiments.Sawtooth.Pages;
using RankElastor.Report.Reading;

namespace RankElastor.Experiments;

/// <summary>
/// How the rank of a row's matrix changes with depth. The configuration holds, by data set, one experiment of RankMixer
/// and one of RankElastor, and of any other models that are to stand beside them.
/// </summary>
public sealed class SawtoothExperiment : ClaimGroup
{
    /// <summary>The data of the paper, and of the runs here; of any other the rules are not registered.</summary>
    static readonly string[] _datasets =
        ["criteo_x1", "avazu_x4", "planted", "frappe_x1", "movielens_1m", "amazon_beauty_seq_20"];

    readonly Dictionary<string, DatasetRuns> _runs = [];

    /// <inheritdoc/>
    public override string Name => "sawtooth";

    /// <inheritdoc/>
    public override string Question =>
        "Which modules raise the rank of what flows through a model, and which lower it?";

    /// <inheritdoc/>
    public override bool NeedsConfig => true;

    /// <inheritdoc/>
    internal override string Introduction => SawtoothText.Introduction;

    /// <inheritdoc/>
    internal override IReadOnlyList<PaperClaim> Claims => [.. _datasets.SelectMany(On)];

    /// <inheritdoc/>
    internal override IReadOnlyList<PaperClaim> Asked(LabRequest request, CancellationToken stop)
    {
        var runs = new List<RunView>();
        foreach (var (experiment, seed) in request.Experiments.SelectMany(
            experiment => request.AllSeeds.Select(seed => (experiment, seed))))
        {
            stop.ThrowIfCancellationRequested();
            request.Train(experiment, seed);
            runs.Add(RunView.Load(request.RunFolder(experiment, seed)));
            request.Progress($"{experiment}, seed {seed}: read");
        }

        _runs.Clear();
        foreach (var data in DatasetRuns.Of(runs))
        {
            _runs.Add(data.Dataset, data);
        }

        return _runs.Count > 0
            ? [.. _runs.Values.SelectMany(data => On(data.Dataset, sentence => sentence.IsSeen(data)))]
            : throw InputException.At("--config", string.Join(", ", request.Experiments),
                "an experiment of RankMixer and one of RankElastor on the same data set");
    }

    /// <inheritdoc/>
    internal override string Appendix(LabRequest request) => SawtoothText.Of([.. _runs.Values], request);

    IEnumerable<PaperClaim> On(string dataset) => On(dataset, _ => true);

    IEnumerable<PaperClaim> On(string dataset, Func<Trajectory, bool> isAsked) =>
        Trajectories.All.Where(isAsked).Select(sentence => sentence.On(dataset, () => _runs[dataset]));
}
