using RankElastor.Numerics.Spectra;

namespace RankElastor.Numerics.RandomMatrix;

/// <summary>
/// The shape of a weight matrix's spectrum, after WeightWatcher (Martin, Peng and Mahoney, 2021): eigenvalues lambda =
/// s² of WᵀW, not divided by the rows. Either measured, or refused with the reason: a power law through few eigenvalues
/// is noise, and so is one through eigenvalues that are rounding.
/// </summary>
public abstract record WeightSpectrum
{
    /// <summary>
    /// With fewer eigenvalues above rounding (those that the numerical rank of a float32 matrix counts) there is no
    /// reading.
    /// </summary>
    public const int LeastEigenvalues = 50;

    WeightSpectrum()
    {
    }

    /// <summary>The measures of a matrix with these singular values.</summary>
    /// <param name="singularValues">All min(rows, columns), in any order.</param>
    /// <param name="rows">Rows, positive.</param>
    /// <param name="columns">Columns, positive.</param>
    public static WeightSpectrum Of(ReadOnlySpan<double> singularValues, int rows, int columns)
    {
        var tolerance = SpectralMeasures.Tolerance(singularValues, rows, columns, SpectralMeasures.FloatEpsilon);
        if (double.IsNaN(tolerance))
        {
            return new Refused("weights are not finite");
        }

        var eigenvalues = Array.ConvertAll(
            Array.FindAll(singularValues.ToArray(), s => s > tolerance), s => s * s);
        if (eigenvalues.Length < LeastEigenvalues)
        {
            return new Refused(eigenvalues.Length == singularValues.Length
                ? $"{eigenvalues.Length} eigenvalues, fewer than {LeastEigenvalues}"
                : $"{eigenvalues.Length} of {singularValues.Length} eigenvalues above rounding, fewer than "
                    + $"{LeastEigenvalues}");
        }

        if (PowerLawTail.Of(eigenvalues) is not { } tail)
        {
            return new Refused("the eigenvalues do not vary");
        }

        var largest = eigenvalues.Max();
        var bulk = MarchenkoPastur.OfBulk(MarchenkoPastur.Eigenvalues(singularValues, rows, columns), rows, columns);
        return new Measured(
            tail.Alpha,
            tail.Distance,
            tail.Count,
            Math.Log10(eigenvalues.Sum()),
            tail.Alpha * Math.Log10(largest),
            tail.Alpha * Math.Log10(largest)
                + Math.Log10(eigenvalues.Sum(lambda => Math.Pow(lambda / largest, tail.Alpha))),
            bulk.Edge * Math.Max(rows, columns) / largest);
    }

    /// <summary>What was measured.</summary>
    /// <param name="TailAlpha">
    /// Exponent of the tail; about 2 to 6 in trained layers, below 2 suspected of over-training, above 6 of
    /// under-training.
    /// </param>
    /// <param name="TailDistance">
    /// Distance of Kolmogorov and Smirnov between tail and law: tail_ks; above about 0.1 the law does not hold.
    /// </param>
    /// <param name="TailCount">Eigenvalues in the tail.</param>
    /// <param name="LogNorm">log10 ‖W‖_F².</param>
    /// <param name="AlphaWeighted">alpha · log10 lambda_max.</param>
    /// <param name="LogAlphaNorm">log10 sum lambda^alpha; at least <paramref name="AlphaWeighted"/>.</param>
    /// <param name="MpSoftRank">
    /// Upper edge of the bulk over lambda_max; about 1 for a random matrix, towards 0 as structure stands out. NaN
    /// without a bulk (<see cref="MarchenkoPastur.OfBulk"/>).
    /// </param>
    public sealed record Measured(
        double TailAlpha, double TailDistance, int TailCount, double LogNorm, double AlphaWeighted, double LogAlphaNorm,
        double MpSoftRank) : WeightSpectrum;

    /// <summary>Why nothing was measured.</summary>
    /// <param name="Reason">For people: "16 eigenvalues, fewer than 50".</param>
    public sealed record Refused(string Reason) : WeightSpectrum;
}
