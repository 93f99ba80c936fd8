using RankElastor.Model.Layers;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Mixing;

/// <summary>W v + b with W ∈ R^{TD×TD} dense: every number of every token reaches every other (RankElastor).</summary>
public sealed class FullMixing(Scope scope, int size) : MixingOperator
{
    readonly Tensor _weight = scope.Add("cross_mixing.weight", [size, size], Initialisers.XavierNormal);
    readonly Tensor _bias = scope.Add("cross_mixing.bias", [size], Initialisers.Zeros);

    /// <inheritdoc/>
    public override Tensor Apply(Tensor v) => Apply(v, ForwardPass.Evaluate());

    /// <inheritdoc/>
    public override Tensor Apply(Tensor v, ForwardPass pass) => BatchProducts.Linear(v, _weight, _bias, pass);
}
