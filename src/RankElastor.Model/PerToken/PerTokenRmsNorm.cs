using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.PerToken;

/// <summary>RMSNorm with a gain per token, γ_t ⊙ x / √(mean(x²) + 10⁻¹²) over the last axis; zero stays zero.</summary>
sealed class PerTokenRmsNorm(PerTokenScope scope, int width)
{
    const double Epsilon = 1e-12;
    readonly Tensor _gamma = scope.Add("gamma", [width], Initialisers.Ones);

    /// <summary>γ, [T, width].</summary>
    internal Tensor Gain => _gamma;

    /// <summary>[T, B, width] or [T, B, n, width] → the same shape.</summary>
    public Tensor Apply(Tensor x, ForwardPass pass)
    {
        var gamma = x.dim() == 3 ? _gamma.unsqueeze(1) : _gamma.unsqueeze(1).unsqueeze(1);
        return pass.Observe(scope.Path, x / (x * x).mean([-1], keepdim: true).add(Epsilon).sqrt() * gamma);
    }
}
