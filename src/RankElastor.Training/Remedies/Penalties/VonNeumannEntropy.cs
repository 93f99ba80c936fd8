using static TorchSharp.torch;

namespace RankElastor.Training.Remedies.Penalties;

/// <summary>
/// 1 − S(ρ) / ln r with ρ = C / tr C the normalised covariance of the site's batch matrix [n, d = T·D] (beyond <see
/// cref="SiteMatrix.MostColumns"/> of each token's [n, D], averaged), S = −tr ρ ln ρ, r = min(n − 1, d). exp S is the
/// entropy rank on eigenvalues. In [0, 1]: 0 for an isotropic covariance, 1 for rank one, and 1 without a gradient
/// where all rows are equal. dS/dC = −(ln ρ + S·I) / tr C, exact for equal eigenvalues too.
/// </summary>
sealed class VonNeumannEntropy : Penalty
{
    // of the trace; ln of less is cut: a null direction of C has no first derivative in X
    const double LeastShare = 1e-14;
    const double LeastTrace = 1e-30;

    /// <inheritdoc/>
    public override Tensor Of(Tensor x)
    {
        var matrices = SiteMatrix.Batch(x).to(ScalarType.Float64);
        var rank = Math.Min(matrices.shape[^2] - 1, matrices.shape[^1]);
        if (rank < 2)
        {
            return x.sum() * 0;
        }

        var grams = SpectralFunction.Gram(SiteMatrix.Centred(matrices));
        return SpectralFunction.Mean(grams, eigenvalues => Of(eigenvalues, 1 / Math.Log(rank)));
    }

    static (Tensor Value, Tensor Derivatives) Of(Tensor eigenvalues, double scale)
    {
        var trace = eigenvalues.sum([-1], keepdim: true);
        var spread = trace > LeastTrace;
        var safe = trace.clamp_min(LeastTrace);
        var shares = eigenvalues / safe;
        var logs = shares.clamp_min(LeastShare).log();
        var entropy = -(shares * logs).sum([-1], keepdim: true);
        var derivatives = (logs + entropy) / safe * scale * spread;
        return (1 - entropy.squeeze(-1) * scale, derivatives);
    }
}
