using static TorchSharp.torch;

namespace RankElastor.Training.Remedies.Penalties;

/// <summary>
/// Σ_{i≠j} C_ij² / d with C the covariance (divided by n − 1) of the site's batch matrix [n, d = T·D]; beyond <see
/// cref="SiteMatrix.MostColumns"/> of each token's [n, D], averaged. 0 where columns are uncorrelated; d − 1 where all
/// are equal with variance 1. It is not free of scale. Bardes, Ponce and LeCun, VICReg, 2022, equation 4.
/// </summary>
sealed class VicregCovariance : Penalty
{
    /// <inheritdoc/>
    public override Tensor Of(Tensor x)
    {
        var matrices = SiteMatrix.Batch(x);
        return (SiteMatrix.OffDiagonalSquares(SiteMatrix.Covariance(matrices)) / matrices.shape[^1]).mean();
    }
}
