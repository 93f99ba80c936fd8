using static TorchSharp.torch;

namespace RankElastor.Training.Remedies.Penalties;

/// <summary>
/// var(s / mean s) / (r − 1) over the r = min(n, D) singular values s of one field's (token's) batch matrix [n, D],
/// uncentred, averaged over fields; the variance is divided by r. In [0, 1]: 0 where all are equal, 1 for rank one, so
/// that a dominating mean counts as collapse. A zero matrix has 1 and no gradient. From the multi-embedding code (Guo
/// et al., On the embedding collapse, 2024), there not divided by r − 1.
/// </summary>
sealed class SingularValueVariance : Penalty
{
    // of the largest singular value; below it the derivative's direction is arbitrary and 0 is taken
    const double Least = 1e-10;
    const double LeastMean = 1e-20;

    /// <inheritdoc/>
    public override Tensor Of(Tensor x)
    {
        var matrices = SiteMatrix.ByToken(x);
        var rank = Math.Min(matrices.shape[^2], matrices.shape[^1]);
        return rank < 2 ? x.sum() * 0
            : SpectralFunction.Mean(SpectralFunction.Gram(matrices), eigenvalues => Of(eigenvalues, rank));
    }

    /// <summary>v = r Σ s² / (Σ s)² − 1: ∂v/∂s_i = 2 r (s_i / (Σ s)² − Σ s² / (Σ s)³), ∂s/∂λ = 1 / 2s.</summary>
    static (Tensor Value, Tensor Derivatives) Of(Tensor eigenvalues, long rank)
    {
        var s = eigenvalues.sqrt();
        var sum = s.sum([-1], keepdim: true).clamp_min(LeastMean);
        var squares = eigenvalues.sum([-1], keepdim: true);
        var value = (rank * squares / sum.square() - 1) / (rank - 1);
        var bySingular = 2.0 * rank / (rank - 1) * (s / sum.square() - squares / sum.pow(3));
        var present = s > Least * s.amax([-1L], keepdim: true);
        return (value.squeeze(-1), bySingular / (2 * s.clamp_min(LeastMean)) * present);
    }
}
