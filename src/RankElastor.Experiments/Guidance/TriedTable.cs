using RankElastor.Data.Datasets;
using RankElastor.Experiments.Searches;
using RankElastor.Numerics.Randomness;
using RankElastor.Tuning;

namespace RankElastor.Experiments.Guidance;

/// <summary>
/// Every point of a space of choices, trained once: searches are replayed on it without training, as often as one
/// likes.
/// </summary>
/// <param name="Dimensions">The space.</param>
/// <param name="Points">What a search may know of each point.</param>
sealed record TriedTable(IReadOnlyList<TunerDimension> Dimensions, IReadOnlyList<TriedPoint> Points)
{
    /// <summary>Searches that end this far below the best point have found it, in the monitor's units.</summary>
    public const double Near = 0.0005;

    readonly Dictionary<string, TriedPoint> _byValues = Points.ToDictionary(point => RandomSearch.Text(point.Values));

    /// <summary>The table of a search that tried every point.</summary>
    public static TriedTable Of(FinishedSearch search) => new(
        search.Space.Dimensions, [.. search.Points.Select(point => point.Tried(search.Training.Monitor))]);

    /// <summary>The best score.</summary>
    public double Best => Points.Max(point => point.Score);

    /// <summary>Replays a search until all points are tried; the points in order.</summary>
    /// <param name="search">Proposes.</param>
    /// <param name="seed">Of the replay; the same gives two searches the same first draw.</param>
    public IReadOnlyList<TriedPoint> Replay(ISearch search, int seed)
    {
        var random = new SeededRandom((ulong)seed).Fork("replay");
        List<TriedPoint> tried = [];
        while (tried.Count < Points.Count && search.Next(tried, random.Fork(tried.Count)) is { } proposal)
        {
            tried.Add(_byValues[RandomSearch.Text(proposal.Values)] with { Number = tried.Count + 1 });
        }

        return tried;
    }

    /// <summary>Trainings until one is near the best, that one included.</summary>
    public int Trials(IReadOnlyList<TriedPoint> tried)
    {
        for (var i = 0; i < tried.Count; i++)
        {
            if (tried[i].Score >= Best - Near)
            {
                return i + 1;
            }
        }

        return tried.Count + 1;
    }

    /// <summary>How far the best of the first trainings is below the best of all.</summary>
    public double Regret(IReadOnlyList<TriedPoint> tried, int trainings) =>
        Best - tried.Take(trainings).Max(point => point.Score);
}
