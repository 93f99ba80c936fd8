using static TorchSharp.torch;

namespace RankElastor.Training.Remedies.Penalties;

/// <summary>
/// ln mean_{a≠b} exp(−2 ‖f_a − f_b‖²) over all pairs of rows f of the site's batch matrix [n, T·D] (or [n, D]) at unit
/// length. In (−8, 0]: 0 where all rows point one way, −4 + 8/d to first order for uniform directions on the sphere of
/// dimension d. Wang and Isola, 2020, t = 2.
/// </summary>
public sealed class Uniformity : Penalty
{
    const double Temperature = 2;

    /// <inheritdoc/>
    public override Tensor Of(Tensor x)
    {
        var unit = SiteMatrix.AtUnitLength(x.flatten(1));
        var count = unit.shape[0];
        var squares = 2 - 2 * unit.matmul(unit.t()); // [n, n]
        var kernel = (-Temperature * squares).exp();
        var diagonal = kernel.diagonal().sum();
        return ((kernel.sum() - diagonal) / (count * (count - 1.0))).log();
    }
}
