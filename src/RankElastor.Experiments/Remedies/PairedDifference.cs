using RankElastor.Numerics.Density;

namespace RankElastor.Experiments.Remedies;

/// <summary>The mean of paired differences with its 95 % interval by Student's t; with one pair, or none, the interval is infinite.</summary>
public sealed record PairedDifference(int Pairs, double Mean, double HalfWidth)
{
    /// <summary>Lower end.</summary>
    public double Low => Mean - HalfWidth;

    /// <summary>Upper end.</summary>
    public double High => Mean + HalfWidth;

    /// <summary>From the differences, one a pair.</summary>
    public static PairedDifference Of(IReadOnlyList<double> differences)
    {
        var count = differences.Count;
        if (count < 2)
        {
            return new PairedDifference(count, count == 0 ? double.NaN : differences[0], double.PositiveInfinity);
        }

        var mean = differences.Average();
        var variance = differences.Sum(one => (one - mean) * (one - mean)) / (count - 1);
        return new PairedDifference(count, mean, StudentT.TwoSided95(count - 1) * Math.Sqrt(variance / count));
    }
}
