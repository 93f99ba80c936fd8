using RankElastor.Numerics.Statistics;

namespace RankElastor.Numerics.Metrics;

/// <summary>
/// How the expected calibration error is distributed where predictions are calibrated exactly: sum over bins of
/// |N(0, V)| / n, V = sum p (1 − p) over a bin's rows. Mean, variance and third moment are those of folded normal
/// numbers, tails by the expansion of Cornish and Fisher (1938) with the skewness.
/// </summary>
/// <remarks>
/// By the central limit theorem, for V above about 10 in each bin. NaN for no rows; no spread where every prediction is
/// 0 or 1.
/// </remarks>
/// <param name="Mean">Its mean: <c>ECE_null</c>.</param>
/// <param name="Deviation">Its standard deviation.</param>
/// <param name="Skewness">Its skewness: 0.995 for one bin, 0.22 for 20 alike; 0 without spread.</param>
public readonly record struct CalibratedError(double Mean, double Deviation, double Skewness)
{
    const double Normal95 = 1.6448536269514722; // one-sided

    /// <summary>The variance and the third central moment of |N(0, 1)|.</summary>
    static readonly double _variance = 1 - 2 / Math.PI;
    static readonly double _third = Math.Sqrt(2 / Math.PI) * (4 / Math.PI - 1);

    /// <summary>Of the bins of some predictions.</summary>
    public static CalibratedError Of(IReadOnlyList<ReliabilityBin> bins)
    {
        var (first, second, third, rows) = (0.0, 0.0, 0.0, 0.0);
        foreach (var bin in bins)
        {
            var variance = Math.Max(bin.Variance, 0);
            first += Math.Sqrt(2 * variance / Math.PI);
            second += _variance * variance;
            third += _third * variance * Math.Sqrt(variance);
            rows += bin.Rows;
        }

        return new(first / rows, Math.Sqrt(second) / rows, second > 0 ? third / (second * Math.Sqrt(second)) : 0);
    }

    /// <summary>What it stays below in 95 of 100 samples.</summary>
    public double Limit95 => Mean + Deviation * (Normal95 + Skewness / 6 * (Normal95 * Normal95 - 1));

    /// <summary>
    /// The chance of an error at least this large: a p-value. Its order of magnitude holds down to about 1e-4.
    /// </summary>
    public double ChanceOf(double error)
    {
        if (Deviation == 0)
        {
            return error > Mean ? 0 : 1;
        }

        var (bend, z) = (Skewness / 6, (error - Mean) / Deviation);
        var inner = 1 + 4 * bend * (bend + z); // the root of z = x + bend (x² − 1)
        return inner < 0 ? 1 : 1 - Normal.Below(bend == 0 ? z : (Math.Sqrt(inner) - 1) / (2 * bend));
    }
}
