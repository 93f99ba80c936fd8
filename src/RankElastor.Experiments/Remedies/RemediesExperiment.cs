using System.Diagnostics;
using RankElastor.Experiments.Lab;
using RankElastor.Training.Records;

namespace RankElastor.Experiments.Remedies;

/// <summary>
/// What each remedy does to rank, AUC, log loss and time: an experiment <c>NAME_DATA</c> of the configuration is compared with <c>none_DATA</c>, run by run of the same seed.
/// </summary>
public sealed class RemediesExperiment : LabExperiment
{
    const string Without = "none_";

    /// <inheritdoc/>
    public override string Name => "remedies";

    /// <inheritdoc/>
    public override string Question => "What does each remedy against collapse do to rank, AUC, log loss and time?";

    /// <inheritdoc/>
    public override bool NeedsConfig => true;

    /// <inheritdoc/>
    public override LabResult Run(LabRequest request, CancellationToken stop)
    {
        var watch = Stopwatch.StartNew();
        var bases = request.Experiments.Where(id => id.StartsWith(Without, StringComparison.Ordinal)).ToList();
        var results = Train(request, stop);
        foreach (var alone in request.Experiments.Where(id => !bases.Exists(one => id.EndsWith(one[(Without.Length - 1)..], StringComparison.Ordinal))))
        {
            request.Say($"remedies: {alone} is trained but compared with nothing: its {Without}… is not among the experiments");
        }

        var groups = bases.Select(id => Compare(request, id, results)).ToList();
        Claim[] claims = [.. groups.SelectMany(group => group.Comparisons).SelectMany(one => one.Claims())];
        var page = Path.Combine(request.Out, "remedies.md");
        RemedyPage.Write(page, request, groups, claims);
        return new LabResult(Name, claims, watch.Elapsed.TotalSeconds, page);
    }

    /// <summary>Results by experiment, seed after seed.</summary>
    static Dictionary<string, IReadOnlyList<ResultRecord>> Train(LabRequest request, CancellationToken stop)
    {
        var results = request.Experiments.ToDictionary(id => id, _ => new List<ResultRecord>());
        foreach (var seed in request.AllSeeds)
        {
            foreach (var id in request.Experiments)
            {
                stop.ThrowIfCancellationRequested();
                request.Say($"remedies: {id}, seed {seed}");
                results[id].Add(request.Train(id, seed));
            }
        }

        return results.ToDictionary(one => one.Key, one => (IReadOnlyList<ResultRecord>)one.Value);
    }

    static RemedyGroup Compare(LabRequest request, string baseId, Dictionary<string, IReadOnlyList<ResultRecord>> results)
    {
        var data = baseId[Without.Length..];
        var site = RemedyRun.LastSite(results[baseId][0]);
        var without = Runs(baseId);
        var others = request.Experiments.Where(id => id != baseId && id.EndsWith($"_{data}", StringComparison.Ordinal)).ToList();
        return new RemedyGroup(data, baseId, site, without, [.. others.Select(id => new RemedyComparison(id, site, without, Runs(id)))]);

        List<RemedyRun> Runs(string id) => [.. results[id].Select(result => RemedyRun.Of(result, site, RemedyRun.LogOf(request.Out, id, result.Seed)))];
    }
}
