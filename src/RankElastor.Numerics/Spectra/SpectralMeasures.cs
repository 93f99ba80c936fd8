namespace RankElastor.Numerics.Spectra;

/// <summary>
/// Scalar definitions of the ranks of a matrix from its singular values s_1 … s_r, in any order, r = min(rows, cols);
/// lambda_i = s_i². Each name carries its variant: on the same matrix they differ, 1 ≤ stable ≤ participation ≤ EV
/// entropy ≤ SV entropy ≤ rank.
/// </summary>
/// <remarks>
/// A zero matrix: both entropy ranks are r, by convention (uniform p, the limit of the reference code); numerical rank
/// 0; the others NaN. No singular values: every entropy rank is NaN. NaN or infinite singular values give NaN.
/// </remarks>
public static class SpectralMeasures
{
    /// <summary>What the reference code adds to each singular value.</summary>
    public const double ReferenceEpsilon = 1e-12;

    /// <summary>
    /// Entropy rank on singular values, exp(−sum p ln p), p = s / sum s, 0 ln 0 = 0; Roy and Vetterli, 2007. In [1,
    /// rank].
    /// </summary>
    public static double EntropyRankSv(ReadOnlySpan<double> s)
    {
        var sum = 0.0;
        foreach (var value in s)
        {
            sum += value;
        }

        return Perplexity(s, sum, static value => value);
    }

    /// <summary>
    /// Entropy rank on eigenvalues, exp(−sum p ln p), p = s² / sum s²: of the Gram matrix, or von Neumann's. In [1,
    /// rank].
    /// </summary>
    public static double EntropyRankEv(ReadOnlySpan<double> s) =>
        Perplexity(s, Energy(s), static value => value * value);

    /// <summary>
    /// Entropy rank as the RankElastor paper's code has it: p = (s + 1e-12) / sum(s + 1e-12), exp(−sum p ln p).
    /// </summary>
    public static double EntropyRankSvReference(ReadOnlySpan<double> s)
    {
        var sum = 0.0;
        foreach (var value in s)
        {
            sum += value + ReferenceEpsilon;
        }

        return Perplexity(s, sum, static value => value + ReferenceEpsilon);
    }

    /// <summary>Stable rank, sum s² / s_1². In [1, rank]; NaN for a zero matrix.</summary>
    public static double StableRank(ReadOnlySpan<double> s)
    {
        var largest = Largest(s);
        return Energy(s) / (largest * largest);
    }

    /// <summary>
    /// Participation ratio of the eigenvalues, (sum lambda)² / sum lambda². In [1, rank]; NaN for a zero matrix.
    /// </summary>
    public static double ParticipationRatio(ReadOnlySpan<double> s)
    {
        var (sum, squares, largest) = (0.0, 0.0, Largest(s));
        foreach (var value in s)
        {
            var lambda = value / largest * (value / largest);
            sum += lambda;
            squares += lambda * lambda;
        }

        return sum * sum / squares;
    }

    /// <summary>
    /// Numerical rank: how many s_i exceed s_1 · max(rows, cols) · eps, numpy's rule. 0 for a zero matrix.
    /// </summary>
    /// <param name="s">The singular values.</param>
    /// <param name="rows">Rows of the matrix.</param>
    /// <param name="cols">Columns of the matrix.</param>
    /// <param name="precision">
    /// Machine epsilon of the precision the matrix came in: <see cref="FloatEpsilon"/> or <see cref="DoubleEpsilon"/>.
    /// </param>
    public static int NumericalRank(ReadOnlySpan<double> s, int rows, int cols, double precision)
    {
        var tolerance = Largest(s) * Math.Max(rows, cols) * precision;
        var rank = 0;
        foreach (var value in s)
        {
            rank += value > tolerance ? 1 : 0;
        }

        return rank;
    }

    /// <summary>Information abundance, sum s / s_1 (Guo et al., 2024). In [1, rank]; NaN for a zero matrix.</summary>
    public static double InformationAbundance(ReadOnlySpan<double> s)
    {
        var sum = 0.0;
        foreach (var value in s)
        {
            sum += value;
        }

        return sum / Largest(s);
    }

    /// <summary>2^−23.</summary>
    public const double FloatEpsilon = 1.1920928955078125e-07;

    /// <summary>2^−52.</summary>
    public const double DoubleEpsilon = 2.220446049250313e-16;

    static double Perplexity(ReadOnlySpan<double> s, double sum, Func<double, double> weight)
    {
        if (sum == 0)
        {
            return s.IsEmpty ? double.NaN : s.Length;
        }

        var entropy = 0.0;
        foreach (var value in s)
        {
            var p = weight(value) / sum;
            entropy -= p == 0 ? 0 : p * Math.Log(p);
        }

        return Math.Exp(entropy);
    }

    static double Energy(ReadOnlySpan<double> s)
    {
        var sum = 0.0;
        foreach (var value in s)
        {
            sum += value * value;
        }

        return sum;
    }

    static double Largest(ReadOnlySpan<double> s)
    {
        var largest = 0.0;
        foreach (var value in s)
        {
            largest = Math.Max(largest, value);
        }

        return largest;
    }
}
