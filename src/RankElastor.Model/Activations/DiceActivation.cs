using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace RankElastor.Model.Activations;

/// <summary>
/// Dice (Zhou et al., 2018): p x + α (1 − p) x with p = σ(BN(x)), a batch normalisation without gain and bias, ε 10⁻⁹,
/// momentum 0.01; α [units] begins at 0.
/// </summary>
sealed class DiceActivation : UnitActivation
{
    public override IReadOnlyList<string> Words => ["dice"];

    internal override Func<Tensor, ForwardPass, Tensor> Behind(Scope scope, int units)
    {
        var alpha = scope.Add("alpha", [units], Initialisers.Zeros);
        var norm = scope.Sub("bn");
        var mean = norm.AddBatchStatistic("running_mean", zeros(units));
        var variance = norm.AddBatchStatistic("running_var", ones(units));
        var batches = norm.AddBuffer("num_batches_tracked", zeros(1, ScalarType.Int64).reshape([]));
        return (x, pass) =>
        {
            if (pass.Training)
            {
                using var off = no_grad();
                batches.add_(1);
            }

            var flat = x.reshape(-1, units);
            var normed = pass.Observe(
                norm.Path, functional.batch_norm(flat, mean, variance, null, null, pass.Training, 0.01, 1e-9));
            var share = normed.sigmoid().reshape(x.shape);
            return pass.Observe(scope.Path, x * (share + alpha * (1 - share)));
        };
    }
}
