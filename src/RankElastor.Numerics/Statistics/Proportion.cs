using System.Globalization;

namespace RankElastor.Numerics.Statistics;

/// <summary>
/// A share, hits of count, and its 95 % interval by Wilson's score, which stays honest at 0 of n and n of n. NaN
/// where count is 0.
/// </summary>
public readonly record struct Proportion(long Hits, long Count)
{
    const double Quantile = 1.959963984540054; // of the normal law at 0.975

    /// <summary>Lower end.</summary>
    public double Low => Math.Max(0, Middle - Half);

    /// <summary>Upper end.</summary>
    public double High => Math.Min(1, Middle + Half);

    double Share => (double)Hits / Count;

    double Middle => (Share + Quantile * Quantile / (2 * Count)) / (1 + Quantile * Quantile / Count);

    double Half => Quantile * Math.Sqrt(Share * (1 - Share) / Count + Quantile * Quantile / (4.0 * Count * Count))
        / (1 + Quantile * Quantile / Count);

    /// <summary>How many of <paramref name="all"/> meet a condition.</summary>
    public static Proportion Of<T>(IReadOnlyCollection<T> all, Func<T, bool> condition) =>
        new(all.Count(condition), all.Count);

    /// <summary><c>20 of 20 (0.84 … 1.00)</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Hits} of {Count} ({Low:0.00} … {High:0.00})");
}
