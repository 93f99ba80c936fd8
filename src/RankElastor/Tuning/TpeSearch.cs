using RankElastor.Data.Datasets;
using RankElastor.Numerics.Randomness;
using RankElastor.Numerics.Statistics;

namespace RankElastor.Tuning;

/// <summary>
/// The tree-structured Parzen estimator, dimension by dimension (Bergstra, Bardenet, Bengio and Kégl, 2011). The tried
/// points are split at the quantile γ = 0.15 of their scores into good and other ones; of 24 draws from the density of
/// good values, that with the largest ratio to the density of the others is proposed. Ranges: a
/// <see cref="ParzenEstimator"/> of their coordinates. Choices: counts, to which the prior adds one observation, shared
/// by all choices. Failed points are among the others. γ n is rounded up.
/// </summary>
/// <param name="dimensions">The space.</param>
/// <param name="randomPoints">Points that are drawn uniformly before any is proposed, those given at the start too.
/// </param>
public sealed class TpeSearch(IReadOnlyList<TunerDimension> dimensions, int randomPoints) : ISearch
{
    const double Gamma = 0.15;
    const int Candidates = 24, MostProposals = 100;

    readonly RandomSearch _random = new(dimensions);

    /// <inheritdoc/>
    public Proposal? Next(IReadOnlyList<TriedPoint> tried, SeededRandom random)
    {
        var ordered = tried.OrderByDescending(point => point.Score).ThenBy(point => point.Number).ToList();
        var good = (int)Math.Ceiling(Gamma * ordered.Count);
        return tried.Count >= randomPoints && ordered[0].Succeeded && RandomSearch.Fresh(
            tried,
            () =>
            [
                .. dimensions.Select((dimension, i) => Proposed(
                    dimension, [.. ordered.Take(good).Where(point => point.Succeeded).Select(point => point.Values[i])],
                    [.. ordered.Where((point, rank) => rank >= good || !point.Succeeded)
                        .Select(point => point.Values[i])],
                    random)),
            ],
            MostProposals) is { } values
            ? new(values) : _random.Next(tried, random);
    }

    static object? Proposed(TunerDimension dimension, object?[] good, object?[] others, SeededRandom random)
    {
        if (dimension.IsChoice)
        {
            var (likely, unlikely) = (Shares(dimension, good), Shares(dimension, others));
            return dimension.Choices[Best(() => Choice(likely, random), choice => likely[choice] / unlikely[choice])];
        }

        var (dense, sparse) = (Estimator(dimension, good), Estimator(dimension, others));
        return Best(
            () => dimension.ValueAt(dense.Draw(random)),
            value => dimension.CoordinateOf(value) is var place ? dense.At(place) / sparse.At(place) : 0);
    }

    static T Best<T>(Func<T> draw, Func<T, double> ratio) =>
        Enumerable.Range(0, Candidates).Select(_ => draw()).ToList().MaxBy(ratio)!;

    static ParzenEstimator Estimator(TunerDimension dimension, object?[] values) =>
        new(values.Select(dimension.CoordinateOf).Where(double.IsFinite));

    static double[] Shares(TunerDimension dimension, object?[] values)
    {
        var places = values.Select(dimension.ChoiceOf).Where(place => place >= 0).ToList();
        var count = dimension.Choices.Count;
        return
        [
            .. Enumerable.Range(0, count).Select(
                choice => (places.Count(place => place == choice) + 1.0 / count) / (places.Count + 1)),
        ];
    }

    static int Choice(double[] shares, SeededRandom random)
    {
        var left = random.NextDouble();
        var choice = 0;
        while (choice < shares.Length - 1 && (left -= shares[choice]) >= 0)
        {
            choice++;
        }

        return choice;
    }
}
