using System.Diagnostics;
using RankElastor.Experiments.Lab;
using RankElastor.Training.Records;

namespace RankElastor.Experiments.Remedies;

/// <summary>Compares <c>NAME_DATA</c> with <c>none_DATA</c>, paired by seed: rank, AUC, log loss and time.</summary>
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
        bool IsCompared(string id) => bases.Exists(without => IsOn(id, without[Without.Length..]));
        foreach (var alone in request.Experiments.Where(id => !IsCompared(id)))
        {
            request.Progress(
                $"remedies: {alone} is trained but compared with nothing: its {Without}… is not among the experiments");
        }

        var groups = bases.Select(id => Compare(request, id, results)).ToList();
        Claim[] claims = [.. groups.SelectMany(group => group.Comparisons).SelectMany(remedy => remedy.Claims())];
        var page = Path.Combine(request.Out, "remedies.md");
        RemedyPage.Write(page, request, groups, claims);
        return new LabResult(Name, claims, watch.Elapsed.TotalSeconds, page);
    }

    static bool IsOn(string id, string data) => id.EndsWith($"_{data}", StringComparison.Ordinal);

    /// <summary>Results by experiment, in the order of the seeds.</summary>
    static Dictionary<string, List<ResultRecord>> Train(LabRequest request, CancellationToken stop)
    {
        var results = request.Experiments.ToDictionary(id => id, _ => new List<ResultRecord>());
        foreach (var seed in request.AllSeeds)
        {
            foreach (var id in request.Experiments)
            {
                stop.ThrowIfCancellationRequested();
                request.Progress($"remedies: {id}, seed {seed}");
                results[id].Add(request.Train(id, seed));
            }
        }

        return results;
    }

    static RemedyGroup Compare(LabRequest request, string baseId, Dictionary<string, List<ResultRecord>> results)
    {
        var data = baseId[Without.Length..];
        var site = RemedyRun.LastSite(results[baseId][0]);
        var without = Runs(baseId);
        var remedies = request.Experiments.Where(id => id != baseId && IsOn(id, data))
            .Select(id => new RemedyComparison(id, site, without, Runs(id)));
        return new RemedyGroup(data, baseId, site, without, [.. remedies]);

        List<RemedyRun> Runs(string id) =>
            results[id].ConvertAll(result => RemedyRun.Of(result, site, request.RunFolder(id, result.Seed)));
    }
}
