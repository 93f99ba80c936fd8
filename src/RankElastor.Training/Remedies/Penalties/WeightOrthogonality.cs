using static TorchSharp.torch;

namespace RankElastor.Training.Remedies.Penalties;

/// <summary>
/// ‖G·r / tr G − I‖²_F / (r (r − 1)) of a weight matrix [m, k], or the mean of a stack [T, m, k], G the smaller of WᵀW
/// and WWᵀ, r = min(m, k). In [0, 1]: 0 for orthonormal rows or columns times any number, 1 for rank one; it equals (r
/// / participation ratio − 1) / (r − 1). Bansal, Chen and Wang (2018) with the scale left free.
/// </summary>
sealed class WeightOrthogonality : Penalty
{
    const double LeastTrace = 1e-30;

    /// <inheritdoc/>
    public override bool IsOfWeights => true;

    /// <inheritdoc/>
    public override Tensor Of(Tensor x)
    {
        var rank = Math.Min(x.shape[^2], x.shape[^1]);
        var gram = x.shape[^2] < x.shape[^1] ? x.matmul(x.mT) : x.mT.matmul(x);
        var trace = gram.diagonal(0, -2, -1).sum([-1]);
        return ((rank * gram.square().sum([-2, -1]) / (trace.square() + LeastTrace) - 1) / (rank - 1)).mean();
    }
}
