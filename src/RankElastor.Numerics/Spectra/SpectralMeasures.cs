namespace RankElastor.Numerics.Spectra;

/// <summary>
/// Scalar definitions of the ranks of a matrix from its singular values s_1 … s_r, in any order, r = min(rows, cols);
/// lambda_i = s_i². Each name carries its variant: on the same matrix they differ, 1 ≤ stable ≤ participation ≤ EV
/// entropy ≤ SV entropy ≤ rank.
/// </summary>
/// <remarks>
/// A zero matrix has rank 0 in every variant; only <see cref="EntropyRankSvReference"/> reads r there, as the reference
/// code does. No singular values, and NaN or infinite ones, give NaN.
/// </remarks>
public static class SpectralMeasures
{
    /// <summary>What the reference code adds to each singular value.</summary>
    public const double ReferenceEpsilon = 1e-12;

    /// <summary>
    /// Entropy rank on singular values, exp(−sum p ln p), p = s / sum s, 0 ln 0 = 0; Roy and Vetterli, 2007. In [1,
    /// rank].
    /// </summary>
    public static double EntropyRankSv(ReadOnlySpan<double> s) => Perplexity(s, static share => share);

    /// <summary>
    /// Entropy rank on eigenvalues, exp(−sum p ln p), p = s² / sum s²: of the Gram matrix, or von Neumann's. In [1,
    /// rank].
    /// </summary>
    public static double EntropyRankEv(ReadOnlySpan<double> s) => Perplexity(s, static share => share * share);

    /// <summary>
    /// Entropy rank as the RankElastor paper's code has it: p = (s + 1e-12) / sum(s + 1e-12), exp(−sum p ln p). The
    /// only one that reads r for a zero matrix: never take it for a measure of collapse.
    /// </summary>
    public static double EntropyRankSvReference(ReadOnlySpan<double> s)
    {
        var (sum, entropy) = (s.IsEmpty ? double.NaN : 0.0, 0.0);
        foreach (var value in s)
        {
            sum += value + ReferenceEpsilon;
        }

        foreach (var value in s)
        {
            var p = (value + ReferenceEpsilon) / sum;
            entropy -= p == 0 ? 0 : p * Math.Log(p);
        }

        return Math.Exp(sum - sum + entropy);
    }

    /// <summary>Stable rank, sum s² / s_1². In [1, rank].</summary>
    public static double StableRank(ReadOnlySpan<double> s) => Sum(s, static share => share * share);

    /// <summary>Participation ratio of the eigenvalues, (sum lambda)² / sum lambda². In [1, rank].</summary>
    public static double ParticipationRatio(ReadOnlySpan<double> s)
    {
        var energy = Sum(s, static share => share * share);
        return energy == 0 ? 0 : energy * energy / Sum(s, static share => share * share * share * share);
    }

    /// <summary>
    /// Numerical rank, a whole number: how many s_i exceed s_1 · max(rows, cols) · eps, numpy's rule.
    /// </summary>
    /// <param name="s">The singular values.</param>
    /// <param name="rows">Rows of the matrix.</param>
    /// <param name="cols">Columns of the matrix.</param>
    /// <param name="precision">
    /// Machine epsilon of the precision the matrix came in: <see cref="FloatEpsilon"/> or <see cref="DoubleEpsilon"/>.
    /// </param>
    public static double NumericalRank(ReadOnlySpan<double> s, int rows, int cols, double precision)
    {
        var tolerance = Tolerance(s, rows, cols, precision);
        var rank = tolerance - tolerance; // NaN where the tolerance is
        foreach (var value in s)
        {
            rank += value > tolerance ? 1 : 0;
        }

        return rank;
    }

    /// <summary>s_1 · max(rows, cols) · eps: a singular value up to it is rounding. NaN as the ranks.</summary>
    public static double Tolerance(ReadOnlySpan<double> s, int rows, int cols, double precision) =>
        Largest(s) * Math.Max(rows, cols) * precision;

    /// <summary>Information abundance, sum s / s_1 (Guo et al., 2024). In [1, rank].</summary>
    public static double InformationAbundance(ReadOnlySpan<double> s) => Sum(s, static share => share);

    /// <summary>2^−23.</summary>
    public const double FloatEpsilon = 1.1920928955078125e-07;

    /// <summary>2^−52.</summary>
    public const double DoubleEpsilon = 2.220446049250313e-16;

    /// <summary>The largest; NaN for none, and where one is not finite.</summary>
    internal static double Largest(ReadOnlySpan<double> s)
    {
        var largest = s.IsEmpty ? double.NaN : 0;
        foreach (var value in s)
        {
            largest = Math.Max(largest, value);
        }

        return largest + (largest - largest);
    }

    /// <summary>The sum of a function of s_i / s_1; 0 for a zero matrix.</summary>
    static double Sum(ReadOnlySpan<double> s, Func<double, double> of)
    {
        var (largest, sum) = (Largest(s), 0.0);
        foreach (var value in s)
        {
            sum += largest == 0 ? 0 : of(value / largest);
        }

        return s.IsEmpty ? double.NaN : sum;
    }

    static double Perplexity(ReadOnlySpan<double> s, Func<double, double> weight)
    {
        var (largest, sum, entropy) = (Largest(s), Sum(s, weight), 0.0);
        foreach (var value in s)
        {
            var p = weight(value / largest) / sum;
            entropy -= p == 0 ? 0 : p * Math.Log(p);
        }

        return sum == 0 ? 0 : Math.Exp(entropy + (sum - sum));
    }
}
