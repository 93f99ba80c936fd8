using RankElastor.Numerics.Randomness;

namespace RankElastor.Numerics.Statistics;

/// <summary>Whether two numbers of the same things go up and down together.</summary>
public static class RankCorrelation
{
    /// <summary>
    /// Spearman's ρ, the correlation of ranks, ties at their mean rank: −1 … 1; NaN for fewer than 2 pairs, where one
    /// side is constant, and with a NaN.
    /// </summary>
    public static double Spearman(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(x.Count, y.Count);
        return x.Concat(y).Any(double.IsNaN) ? double.NaN : Correlation(Ranks(x), Ranks(y));
    }

    /// <summary>
    /// Two-sided p-value of ρ by random permutations of one side: (1 + those with |ρ| as large) / (1 + all), never 0.
    /// The same seed gives the same value.
    /// </summary>
    public static double PermutationP(
        IReadOnlyList<double> x, IReadOnlyList<double> y, int permutations, ulong seed)
    {
        var found = Math.Abs(Spearman(x, y));
        if (double.IsNaN(found))
        {
            return double.NaN;
        }

        var (first, second, random, extreme) = (Ranks(x), Ranks(y), new SeededRandom(seed), 0);
        for (var i = 0; i < permutations; i++)
        {
            random.Shuffle<double>(second);
            extreme += Math.Abs(Correlation(first, second)) >= found - 1e-12 ? 1 : 0;
        }

        return (1.0 + extreme) / (1.0 + permutations);
    }

    static double[] Ranks(IReadOnlyList<double> values) =>
    [
        .. values.Select(
            value => values.Count(other => other < value) + (values.Count(other => other == value) + 1) / 2.0),
    ];

    static double Correlation(double[] x, double[] y)
    {
        var (meanX, meanY) = (Sample.Mean(x), Sample.Mean(y));
        var (both, ofX, ofY) = (0.0, 0.0, 0.0);
        for (var i = 0; i < x.Length; i++)
        {
            both += (x[i] - meanX) * (y[i] - meanY);
            ofX += (x[i] - meanX) * (x[i] - meanX);
            ofY += (y[i] - meanY) * (y[i] - meanY);
        }

        return x.Length < 2 ? double.NaN : both / Math.Sqrt(ofX * ofY);
    }
}
