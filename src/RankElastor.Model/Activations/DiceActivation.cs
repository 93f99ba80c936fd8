using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

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
        var statistics = new BatchStatistics(norm, units, momentum: 0.01, epsilon: 1e-9);
        return (x, pass) =>
        {
            var normed = pass.Observe(
                norm.Path, statistics.Normalise(x.reshape(-1, units), gain: null, bias: null, pass));
            var share = normed.sigmoid().reshape(x.shape);
            return pass.Observe(scope.Path, x * (share + alpha * (1 - share)));
        };
    }
}
