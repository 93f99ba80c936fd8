namespace RankElastor.Numerics.Decay;

/// <summary>
/// How unevenly the energy of a matrix lies on its directions, from its singular values s in any order; beside <see
/// cref="Spectra.SpectralMeasures"/>.
/// </summary>
public static class DecayMeasures
{
    /// <summary>What RankMe adds to each normalised singular value.</summary>
    public const double RankMeEpsilon = 1e-7;

    /// <summary>
    /// RankMe, exp(−sum p ln p) with p = s / sum s + 1e-7 (Garrido et al., 2023, arXiv 2210.02885): the entropy rank on
    /// singular values of an uncentred [samples, width] matrix, but for the 1e-7, by which it reads up to 1 + 2e-6 · r
    /// on a matrix of rank 1. NaN for a zero matrix. Comparable between runs of one method only.
    /// </summary>
    public static double RankMe(ReadOnlySpan<double> s)
    {
        var sum = 0.0;
        foreach (var value in s)
        {
            sum += value;
        }

        var entropy = 0.0;
        foreach (var value in s)
        {
            var p = value / sum + RankMeEpsilon;
            entropy -= p * Math.Log(p);
        }

        return s.IsEmpty ? double.NaN : Math.Exp(entropy);
    }

    /// <summary>
    /// Share of the energy in the first direction, s_1² / sum s² = 1 / stable rank. In [1 / r, 1]; NaN for a zero
    /// matrix.
    /// </summary>
    public static double Top1Energy(ReadOnlySpan<double> s)
    {
        var largest = Largest(s);
        var energy = 0.0;
        foreach (var value in s)
        {
            energy += value / largest * (value / largest);
        }

        return 1 / energy;
    }

    /// <summary>
    /// Condition number of the part that is not rounding noise: s_1 over the smallest singular value that the numerical
    /// rank counts. At least 1; NaN for a zero matrix.
    /// </summary>
    /// <param name="s">The singular values.</param>
    /// <param name="numericalRank">As <see cref="Spectra.SpectralMeasures.NumericalRank"/> gives it.</param>
    public static double ConditionNumber(ReadOnlySpan<double> s, int numericalRank)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(numericalRank, s.Length);
        if (numericalRank <= 0)
        {
            return double.NaN;
        }

        var descending = s.ToArray();
        descending.AsSpan().Sort(static (a, b) => b.CompareTo(a));
        return descending[0] / descending[numericalRank - 1];
    }

    /// <summary>
    /// Stable rank after the column means are removed, sum lambda / lambda_1 over the eigenvalues of the centred
    /// covariance. The same number as NESum (He and Ozay, 2022). In [1, r]; NaN where every row is the same.
    /// </summary>
    /// <param name="covarianceEigenvalues">
    /// Eigenvalues of the centred covariance, in any order and at any scale.
    /// </param>
    public static double StableRankCentred(ReadOnlySpan<double> covarianceEigenvalues)
    {
        var sum = 0.0;
        foreach (var value in covarianceEigenvalues)
        {
            sum += value;
        }

        return sum / Largest(covarianceEigenvalues);
    }

    static double Largest(ReadOnlySpan<double> values)
    {
        var largest = 0.0;
        foreach (var value in values)
        {
            largest = Math.Max(largest, value);
        }

        return largest;
    }
}
