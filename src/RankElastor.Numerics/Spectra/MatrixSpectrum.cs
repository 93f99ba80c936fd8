namespace RankElastor.Numerics.Spectra;

/// <summary>
/// Every measure of one matrix; the definitions, ranges and degenerate cases are those of <see
/// cref="SpectralMeasures"/>.
/// </summary>
/// <param name="EntropyRankSv">Entropy rank on singular values (Roy and Vetterli).</param>
/// <param name="EntropyRankEv">Entropy rank on eigenvalues s².</param>
/// <param name="EntropyRankSvReference">Entropy rank on singular values with the reference code's 1e-12.</param>
/// <param name="StableRank">Stable rank.</param>
/// <param name="ParticipationRatio">Participation ratio of eigenvalues.</param>
/// <param name="InformationAbundance">Sum over largest singular value.</param>
/// <param name="NumericalRank">Numerical rank, a whole number.</param>
/// <param name="Largest">The largest singular value; 0 for a zero matrix, NaN for one that is not finite.</param>
public readonly record struct MatrixSpectrum(
    double EntropyRankSv,
    double EntropyRankEv,
    double EntropyRankSvReference,
    double StableRank,
    double ParticipationRatio,
    double InformationAbundance,
    double NumericalRank,
    double Largest)
{
    /// <summary>
    /// The measures of a rows × cols matrix with these singular values; see <see
    /// cref="SpectralMeasures.NumericalRank"/> for the precision.
    /// </summary>
    public static MatrixSpectrum Of(ReadOnlySpan<double> singularValues, int rows, int cols, double precision)
    {
        return new MatrixSpectrum(
            SpectralMeasures.EntropyRankSv(singularValues),
            SpectralMeasures.EntropyRankEv(singularValues),
            SpectralMeasures.EntropyRankSvReference(singularValues),
            SpectralMeasures.StableRank(singularValues),
            SpectralMeasures.ParticipationRatio(singularValues),
            SpectralMeasures.InformationAbundance(singularValues),
            SpectralMeasures.NumericalRank(singularValues, rows, cols, precision),
            SpectralMeasures.Largest(singularValues));
    }

    /// <summary>
    /// The measures of a row-major float64 matrix, through <see cref="Jacobi"/>; NaN where an entry is not finite.
    /// </summary>
    public static MatrixSpectrum Of(ReadOnlySpan<double> matrix, int rows, int cols)
    {
        var values = new double[Math.Min(rows, cols)];
        Jacobi.SingularValues(matrix, rows, cols, values);
        return Of(values, rows, cols, SpectralMeasures.DoubleEpsilon);
    }
}
