namespace RankElastor.Numerics.Representations;

/// <summary>
/// How much of a layer Y = X W is used (arXiv 2407.04797): r = min(k_S, k_T), with k_S principal directions of the
/// layer's inputs and k_T of its outputs. W itself may have full rank while its inputs lie in few directions.
/// </summary>
public static class UtilisedRank
{
    /// <summary>Share of the energy that the kept directions may miss.</summary>
    public const double DefaultTolerance = 0.01;

    /// <summary>min(k_S, k_T), a whole number in [0, min of the two lengths]; NaN where one is.</summary>
    /// <param name="inputEigenvalues">
    /// Of the second moment or covariance of the layer's inputs, squared singular values, in any order and at any
    /// scale.
    /// </param>
    /// <param name="outputEigenvalues">The same of its outputs.</param>
    /// <param name="tolerance">In [0, 1).</param>
    public static double Of(
        ReadOnlySpan<double> inputEigenvalues, ReadOnlySpan<double> outputEigenvalues, double tolerance =
            DefaultTolerance) =>
        Math.Min(Directions(inputEigenvalues, tolerance), Directions(outputEigenvalues, tolerance));

    /// <summary>
    /// The least number of eigenvalues with a sum of at least (1 − tolerance) of all; 0 where all are 0, NaN where one
    /// is not finite.
    /// </summary>
    public static double Directions(ReadOnlySpan<double> eigenvalues, double tolerance = DefaultTolerance)
    {
        if (!(tolerance is >= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(tolerance), tolerance, "Must be in [0, 1).");
        }

        var descending = eigenvalues.ToArray();
        descending.AsSpan().Sort(static (a, b) => b.CompareTo(a));
        var (missing, kept) = (descending.Sum(), 0);
        var rounding = descending.Length * Spectra.SpectralMeasures.DoubleEpsilon; // of the sums
        var allowed = (tolerance + rounding) * missing;
        while (kept < descending.Length && missing > allowed)
        {
            missing -= descending[kept++];
        }

        return kept + (allowed - allowed);
    }
}
