namespace RankElastor.Numerics.Spectra;

/// <summary>
/// The two ranks of a matrix that need no decomposition; the definitions, ranges and degenerate cases are those of
/// <see cref="SpectralMeasures"/>.
/// </summary>
/// <param name="StableRank">Stable rank, ‖A‖_F² / s_1².</param>
/// <param name="ParticipationRatio">Participation ratio of eigenvalues, ‖A‖_F⁴ / ‖AᵀA‖_F².</param>
public readonly record struct MatrixRanks(double StableRank, double ParticipationRatio)
{
    /// <summary>The ranks of a row-major float64 matrix, through <see cref="Jacobi"/>: the definition.</summary>
    public static MatrixRanks Of(ReadOnlySpan<double> matrix, int rows, int cols)
    {
        var values = new double[Math.Min(rows, cols)];
        Jacobi.SingularValues(matrix, rows, cols, values);
        return new MatrixRanks(SpectralMeasures.StableRank(values), SpectralMeasures.ParticipationRatio(values));
    }
}
