using RankElastor.Model.Parameters;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers;

/// <summary>γ ⊙ x / √(mean(x²) + 10⁻¹²) over the last axis; γ starts at one (Zhang and Sennrich, 2019, with the reference's epsilon).</summary>
public sealed class RmsNorm(Scope scope, int width)
{
    const double Epsilon = 1e-12;
    readonly Tensor _gamma = scope.Add("gamma", [width], Initialisers.Ones);

    /// <summary>[..., width] → the same shape; a zero row stays zero.</summary>
    public Tensor Apply(Tensor x, ForwardPass pass) =>
        pass.Observe(scope.Path, x / (x * x).mean([-1], keepdim: true).add(Epsilon).sqrt() * _gamma);
}
