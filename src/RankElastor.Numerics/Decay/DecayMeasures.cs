using RankElastor.Numerics.Spectra;

namespace RankElastor.Numerics.Decay;

/// <summary>
/// How unevenly the energy of a matrix lies on its directions, from its singular values s in any order; beside <see
/// cref="SpectralMeasures"/>.
/// </summary>
public static class DecayMeasures
{
    /// <summary>What RankMe adds to each normalised singular value.</summary>
    public const double RankMeEpsilon = 1e-7;

    /// <summary>
    /// RankMe, exp(−sum p ln p) with p = s / sum s + 1e-7 (Garrido et al., 2023, arXiv
    /// 2210.02885): the entropy rank on
    /// singular values of an uncentred [samples, width] matrix, but for the 1e-7, by which it reads up to 1 + 2e-6 · r
    /// on a matrix of rank 1. 0 for a zero matrix. Comparable between runs of one method only.
    /// </summary>
    public static double RankMe(ReadOnlySpan<double> s)
    {
        var (largest, sum, entropy) = (SpectralMeasures.Largest(s), 0.0, 0.0);
        foreach (var value in s)
        {
            sum += value / largest;
        }

        foreach (var value in s)
        {
            var p = value / largest / sum + RankMeEpsilon;
            entropy -= p * Math.Log(p);
        }

        return largest == 0 ? 0 : Math.Exp(entropy + (largest - largest));
    }

    /// <summary>
    /// Share of the energy in the first direction, s_1² / sum s² = 1 / stable rank. In [1 / r, 1]; NaN for a zero
    /// matrix.
    /// </summary>
    public static double Top1Energy(ReadOnlySpan<double> s)
    {
        var stable = SpectralMeasures.StableRank(s);
        return stable == 0 ? double.NaN : 1 / stable;
    }

    /// <summary>
    /// Condition number of the part that is not rounding noise: s_1 over the smallest singular value that the numerical
    /// rank counts. At least 1; NaN for a zero matrix and for an undefined rank.
    /// </summary>
    /// <param name="s">The singular values.</param>
    /// <param name="numericalRank">As <see cref="SpectralMeasures.NumericalRank"/> gives it.</param>
    public static double ConditionNumber(ReadOnlySpan<double> s, double numericalRank)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(numericalRank, s.Length);
        if (!(numericalRank > 0))
        {
            return double.NaN;
        }

        var descending = s.ToArray();
        descending.AsSpan().Sort(static (a, b) => b.CompareTo(a));
        return descending[0] / descending[(int)numericalRank - 1];
    }

    /// <summary>
    /// Whether the rows of a matrix are the same but for rounding of float32: without its column means it has at most
    /// 2^−46 of its energy, or it is not finite. The centred ranks are NaN there.
    /// </summary>
    /// <param name="centredEnergy">Sum of squares without the column means.</param>
    /// <param name="energy">Sum of squares as it is.</param>
    public static bool IsConstant(double centredEnergy, double energy) =>
        !(centredEnergy > SpectralMeasures.FloatEpsilon * SpectralMeasures.FloatEpsilon * energy)
        || !double.IsFinite(energy);

    /// <summary>
    /// Stable rank after the column means are removed, sum lambda / lambda_1 over the eigenvalues of the centred
    /// covariance. The same number as NESum (He and Ozay, 2022). In [1, r]; NaN for <see cref="IsConstant"/>.
    /// </summary>
    /// <param name="covarianceEigenvalues">Of the centred covariance, in any order and at any scale.</param>
    /// <param name="energy">The trace of the second moment about 0, on the same scale; 0 where all is known.</param>
    public static double StableRankCentred(ReadOnlySpan<double> covarianceEigenvalues, double energy = 0) =>
        Centred(covarianceEigenvalues, energy, SpectralMeasures.StableRank);

    /// <summary>
    /// Entropy rank on eigenvalues after the column means are removed, as of a principal
    /// component analysis: exp(−sum p
    /// ln p), p = lambda / sum lambda. In [1, r]; NaN for <see cref="IsConstant"/>.
    /// </summary>
    /// <inheritdoc cref="StableRankCentred"/>
    public static double EntropyRankEvCentred(ReadOnlySpan<double> covarianceEigenvalues, double energy = 0) =>
        Centred(covarianceEigenvalues, energy, SpectralMeasures.EntropyRankEv);

    /// <summary>The same on singular values, p = sqrt lambda / sum sqrt lambda.</summary>
    /// <inheritdoc cref="StableRankCentred"/>
    public static double EntropyRankSvCentred(ReadOnlySpan<double> covarianceEigenvalues, double energy = 0) =>
        Centred(covarianceEigenvalues, energy, SpectralMeasures.EntropyRankSv);

    static double Centred(ReadOnlySpan<double> eigenvalues, double energy, RankOf rank)
    {
        var (singular, sum) = (new double[eigenvalues.Length], 0.0);
        for (var i = 0; i < singular.Length; i++)
        {
            singular[i] = Math.Sqrt(Math.Max(eigenvalues[i], 0));
            sum += eigenvalues[i];
        }

        return IsConstant(sum, energy) ? double.NaN : rank(singular);
    }

    delegate double RankOf(ReadOnlySpan<double> singular);
}
