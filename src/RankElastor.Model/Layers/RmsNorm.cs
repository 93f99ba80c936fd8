using RankElastor.Model.Activations;
using RankElastor.Model.Fused;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers;

/// <summary>RMSNorm (Zhang and Sennrich, 2019): γ ⊙ x / √(mean(x²) + 10⁻¹²) over the last axis, γ from 1.</summary>
sealed class RmsNorm(Scope scope, int width)
{
    const double Epsilon = 1e-12;
    readonly Tensor _gamma = scope.Add("gamma", [width], Initialisers.Ones);
    FusedChain? _fused;

    internal Tensor Gain => _gamma;

    /// <summary>[..., width] → the same shape; a zero row stays zero.</summary>
    public Tensor Apply(Tensor x, ForwardPass pass) =>
        pass.Observe(scope.Path, pass.ShowsEveryStage ? Layerwise(x) : Fused.Apply(x, pass));

    internal Tensor Layerwise(Tensor x) => x / (x * x).mean([-1], keepdim: true).add(Epsilon).sqrt() * _gamma;

    FusedChain Fused => _fused ??= scope.Store.Own(
        new ChainBuilder(scope.Path).Hidden(width, Activation.Identity, _gamma).Build()!);
}
