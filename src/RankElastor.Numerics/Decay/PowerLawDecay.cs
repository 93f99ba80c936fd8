using RankElastor.Numerics.Spectra;

namespace RankElastor.Numerics.Decay;

/// <summary>
/// Power law lambda_i ~ i^−alpha of the eigenvalues of a centred covariance (alpha-ReQ; Agrawal et al., 2022): least
/// squares of ln lambda_i on ln i. Near 1 is healthy, larger means energy on few directions, near 0 a flat spectrum.
/// </summary>
/// <param name="Alpha">The exponent; any number, usually in [0, 4].</param>
/// <param name="R2">
/// Share of the variance of ln lambda that the line explains, in [0, 1]; below 0.9 there is no power law. NaN for a
/// flat spectrum.
/// </param>
/// <param name="First">Place of the first eigenvalue that was fitted, counted from 1.</param>
/// <param name="Last">Place of the last.</param>
public readonly record struct PowerLawDecay(double Alpha, double R2, int First, int Last)
{
    /// <summary>With fewer eigenvalues above the noise floor there is no reading.</summary>
    public const int LeastEigenvalues = 50;

    /// <summary>
    /// Eigenvalues below this share of the first are taken for rounding noise of float32 data and are not fitted. It is
    /// above what the numerical rank counts for up to 8,388 rows and columns, (max(rows, columns) · 2^−23)².
    /// </summary>
    public const double NoiseFloor = 1e-6;

    /// <summary>
    /// The head that does not follow the law is skipped: this many eigenvalues, but no more than a tenth of them.
    /// </summary>
    public const int MostSkipped = 10;

    /// <summary>
    /// The fit over the places min(10, n / 10) + 1 … the last above the noise floor; null where fewer than 50 are above
    /// it.
    /// </summary>
    /// <param name="eigenvalues">In descending order; the scale does not matter.</param>
    public static PowerLawDecay? Of(ReadOnlySpan<double> eigenvalues)
    {
        var count = Count(eigenvalues);
        return count < LeastEigenvalues
            ? null
            : Fit(eigenvalues[..count], Math.Min(MostSkipped, eigenvalues.Length / 10));
    }

    /// <summary>How many of them, in descending order, are above the noise floor; 0 where one is not finite.</summary>
    public static int Count(ReadOnlySpan<double> eigenvalues)
    {
        var (count, largest) = (0, SpectralMeasures.Largest(eigenvalues));
        foreach (var value in eigenvalues)
        {
            count += value > NoiseFloor * largest ? 1 : 0;
        }

        return count;
    }

    static PowerLawDecay Fit(ReadOnlySpan<double> eigenvalues, int skipped)
    {
        var count = eigenvalues.Length - skipped;
        var (meanX, meanY) = (0.0, 0.0);
        for (var i = skipped; i < eigenvalues.Length; i++)
        {
            meanX += Math.Log(i + 1) / count;
            meanY += Math.Log(eigenvalues[i]) / count;
        }

        var (xx, xy, yy) = (0.0, 0.0, 0.0);
        for (var i = skipped; i < eigenvalues.Length; i++)
        {
            var (x, y) = (Math.Log(i + 1) - meanX, Math.Log(eigenvalues[i]) - meanY);
            xx += x * x;
            xy += x * y;
            yy += y * y;
        }

        return new PowerLawDecay(-xy / xx, xy * xy / (xx * yy), skipped + 1, eigenvalues.Length);
    }
}
