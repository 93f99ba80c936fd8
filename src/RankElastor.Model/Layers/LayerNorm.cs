using RankElastor.Model.Fused;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace RankElastor.Model.Layers;

/// <summary>
/// Layer normalisation over the last axis with gain and bias (Ba, Kiros and Hinton, 2016), ε 10⁻⁵ unless said.
/// </summary>
public sealed class LayerNorm(Scope scope, int width, double epsilon = LayerNorm.UsualEpsilon)
{
    const double UsualEpsilon = 1e-5; // the fused kernel's
    readonly Tensor _weight = scope.Add("weight", [width], Initialisers.Ones);
    readonly Tensor _bias = scope.Add("bias", [width], Initialisers.Zeros);
    FusedChain? _fused;

    /// <summary>Adds the layer to a chain.</summary>
    internal void AddTo(ChainBuilder chain) => chain.LayerNorm(width, _weight, _bias);

    /// <summary>[..., width] → the same shape.</summary>
    public Tensor Apply(Tensor x, ForwardPass pass) =>
        pass.ShowsEveryStage || epsilon != UsualEpsilon
            ? Layerwise(x, pass) : pass.Observe(scope.Path, Fused.Apply(x, pass));

    /// <summary>The same by torch alone, which is faster for vectors of few numbers.</summary>
    internal Tensor Layerwise(Tensor x, ForwardPass pass) =>
        pass.Observe(scope.Path, functional.layer_norm(x, [width], _weight, _bias, epsilon));

    FusedChain Fused => _fused ??= scope.Store.Own(
        new ChainBuilder(scope.Path).LayerNorm(width, _weight, _bias).Build()!);
}
