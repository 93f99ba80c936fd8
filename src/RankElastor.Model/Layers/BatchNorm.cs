using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace RankElastor.Model.Layers;

/// <summary>
/// Batch normalisation of [B, width], or of maps [B, width, …] each as a whole, running statistics outside training;
/// momentum 0.1, ε 10⁻⁵.
/// </summary>
sealed class BatchNorm(Scope scope, int width)
{
    readonly Tensor _weight = scope.Add("weight", [width], Initialisers.Ones);
    readonly Tensor _bias = scope.Add("bias", [width], Initialisers.Zeros);
    readonly Tensor _mean = scope.AddBatchStatistic("running_mean", zeros(width));
    readonly Tensor _variance = scope.AddBatchStatistic("running_var", ones(width));
    readonly Tensor _batches = scope.AddBuffer("num_batches_tracked", zeros(1, ScalarType.Int64).reshape([]));

    /// <summary>[B, width, …] → the same shape; a training batch of one row is an error of torch.</summary>
    public Tensor Apply(Tensor x, ForwardPass pass)
    {
        if (pass.Training)
        {
            using var scope = no_grad();
            _batches.add_(1);
        }

        var y = functional.batch_norm(x, _mean, _variance, _weight, _bias, pass.Training, 0.1, 1e-5);
        return pass.Observe(scope.Path, y);
    }
}
