using static TorchSharp.torch;

namespace RankElastor.Training.Remedies.Penalties;

/// <summary>
/// mean_j max(0, 1 − √(var_j + 1e-4)) over the columns of the site's batch matrix [n, T·D] (or [n, D]); variances are
/// divided by n − 1. In [0, 1): 0 where every standard deviation is at least 1, 0.99 where all rows are equal. Bardes,
/// Ponce and LeCun, VICReg, 2022, equation 1.
/// </summary>
sealed class VicregVariance : Penalty
{
    const double Epsilon = 1e-4;

    /// <inheritdoc/>
    public override Tensor Of(Tensor x) => (1 - (x.flatten(1).var(0, unbiased: true) + Epsilon).sqrt()).relu().mean();
}
