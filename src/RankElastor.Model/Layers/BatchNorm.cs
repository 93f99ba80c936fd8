using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers;

/// <summary>
/// Batch normalisation of [B, width], or of maps [B, width, …] each as a whole, running statistics outside training;
/// momentum 0.1, ε 10⁻⁵.
/// </summary>
sealed class BatchNorm(Scope scope, int width)
{
    readonly Tensor _weight = scope.Add("weight", [width], Initialisers.Ones);
    readonly Tensor _bias = scope.Add("bias", [width], Initialisers.Zeros);
    readonly BatchStatistics _statistics = new(scope, width, momentum: 0.1, epsilon: 1e-5);

    /// <summary>[B, width, …] → the same shape; a training batch of one row is an error of torch.</summary>
    public Tensor Apply(Tensor x, ForwardPass pass) =>
        pass.Observe(scope.Path, _statistics.Normalise(x, _weight, _bias, pass));
}
