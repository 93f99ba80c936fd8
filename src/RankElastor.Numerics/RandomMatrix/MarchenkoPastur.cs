using RankElastor.Numerics.Spectra;
using RankElastor.Numerics.Statistics;

namespace RankElastor.Numerics.RandomMatrix;

/// <summary>
/// Where the eigenvalues s² / N of a matrix of independent numbers of one variance lie (Marchenko and Pastur, 1967), N
/// the longer and M the shorter side, Q = N / M: between sigma² (1 − 1 / sqrt Q)² and sigma² (1 + 1 / sqrt Q)². For
/// single matrices: that of a product of two square ones has the edge 27/4, not 4.
/// </summary>
/// <remarks>
/// The largest eigenvalue fluctuates about the edge on the scale of Tracy and Widom, so that one is called an outlier
/// only above edge · (1 + c N^(−2/3)). Johnstone (2001) gives c = x sqrt Q (1 + sqrt Q)^(−2/3) for the quantile x of
/// the law; x = 3.27 leaves one false outlier in a thousand large matrices. c is 2.1 for a square matrix, 3.1 for Q =
/// 4. Counted on 2,000 centred matrices of 400 x 100: 4 with an outlier where the variance is known, 8 where it is
/// estimated from the bulk.
/// </remarks>
/// <param name="Variance">sigma².</param>
/// <param name="Lower">Lower edge.</param>
/// <param name="Edge">Upper edge.</param>
/// <param name="Threshold">The upper edge with its margin: mp_edge of a record.</param>
public readonly record struct MarchenkoPastur(double Variance, double Lower, double Edge, double Threshold)
{
    const double TracyWidomQuantile = 3.27; // 0.999 of the law of real matrices
    const int QuadratureSteps = 4000;

    /// <summary>The edges for entries of a known variance.</summary>
    /// <param name="rows">Rows, positive.</param>
    /// <param name="columns">Columns, positive.</param>
    /// <param name="variance">sigma² of the entries, not negative.</param>
    public static MarchenkoPastur Of(int rows, int columns, double variance)
    {
        var root = Math.Sqrt(Ratio(rows, columns));
        var upper = variance * (1 + root) * (1 + root);
        return new MarchenkoPastur(
            variance, variance * (1 - root) * (1 - root), upper, upper * (1 + Margin(rows, columns)));
    }

    /// <summary>
    /// The edges for the variance of the bulk, sigma² = median eigenvalue / median of the law for sigma² = 1 (as Gavish
    /// and Donoho, 2014): outliers, fewer than half, do not move it. NaN where half of the eigenvalues or more are
    /// rounding of float32, so that there is no bulk, and where one is not finite.
    /// </summary>
    /// <param name="eigenvalues">The min(rows, columns) numbers of <see cref="Eigenvalues"/>, in any order.</param>
    /// <param name="rows">Rows, positive.</param>
    /// <param name="columns">Columns, positive.</param>
    public static MarchenkoPastur OfBulk(ReadOnlySpan<double> eigenvalues, int rows, int columns)
    {
        var (median, largest) = (Sample.Median(eigenvalues), SpectralMeasures.Largest(eigenvalues));
        var rounding = Math.Max(rows, columns) * SpectralMeasures.FloatEpsilon;
        var variance = median > rounding * rounding * largest ? median / Median(Ratio(rows, columns)) : double.NaN;
        return Of(rows, columns, variance);
    }

    /// <summary>s² / max(rows, columns): the eigenvalues that this law speaks of.</summary>
    /// <param name="singularValues">Of the matrix as it is, not centred.</param>
    /// <param name="rows">Rows, positive.</param>
    /// <param name="columns">Columns, positive.</param>
    public static double[] Eigenvalues(ReadOnlySpan<double> singularValues, int rows, int columns)
    {
        var longer = Math.Max(rows, columns);
        return Array.ConvertAll(singularValues.ToArray(), s => s * s / longer);
    }

    /// <summary>
    /// How many eigenvalues exceed <see cref="Threshold"/>, a whole number: mp_outliers of a record. NaN without a
    /// threshold.
    /// </summary>
    public double Outliers(ReadOnlySpan<double> eigenvalues)
    {
        var count = Threshold - Threshold; // NaN where it is
        foreach (var lambda in eigenvalues)
        {
            count += lambda > Threshold ? 1 : 0;
        }

        return count;
    }

    /// <summary>c N^(−2/3), the margin relative to the edge.</summary>
    public static double Margin(int rows, int columns)
    {
        var root = 1 / Math.Sqrt(Ratio(rows, columns)); // sqrt Q
        return TracyWidomQuantile * root * Math.Pow(1 + root, -2.0 / 3) * Math.Pow(Math.Max(rows, columns), -2.0 / 3);
    }

    /// <summary>M / N = 1 / Q, in (0, 1].</summary>
    internal static double Ratio(int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        return Math.Min(rows, columns) / (double)Math.Max(rows, columns);
    }

    /// <summary>
    /// The median of the law for sigma² = 1: with lambda = 1 + q − 2 sqrt q cos t its density in t is 2 sin² t / (pi
    /// lambda), summed by the midpoint rule.
    /// </summary>
    static double Median(double ratio)
    {
        var (step, sum, root) = (Math.PI / QuadratureSteps, 0.0, Math.Sqrt(ratio));
        for (var i = 0; i < QuadratureSteps; i++)
        {
            var angle = (i + 0.5) * step;
            var lambda = 1 + ratio - 2 * root * Math.Cos(angle);
            var mass = step * 2 * Math.Sin(angle) * Math.Sin(angle) / (Math.PI * lambda);
            if (sum + mass >= 0.5)
            {
                return 1 + ratio - 2 * root * Math.Cos((i + (0.5 - sum) / mass) * step);
            }

            sum += mass;
        }

        throw new ArithmeticException($"The law of ratio {ratio} has no median.");
    }
}
