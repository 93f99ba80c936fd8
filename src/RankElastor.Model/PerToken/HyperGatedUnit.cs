using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.PerToken;

/// <summary><see cref="GatedUnit"/>(RMSNorm) in a <see cref="HyperConnection"/>; one stream becomes n copies.</summary>
sealed class HyperGatedUnit(PerTokenScope scope, int width, PerTokenKind.GatedHyper options, bool bias)
{
    readonly PerTokenRmsNorm _norm = new(scope.Sub("ffn_norm"), width);
    readonly HyperConnection _connection = new(scope.Sub("ffn_mHC"), width, options.Streams, options.Iterations, bias);
    readonly GatedUnit _unit = new(UnitOf(scope), width, options.Expansion, options.Gate, bias);

    internal static PerTokenScope UnitOf(PerTokenScope scope) => scope.Sub("ffn");

    /// <summary>[T, B, d] or [T, B, n, d] → [T, B, n, d].</summary>
    public Tensor Apply(Tensor x, ForwardPass pass)
    {
        var streams = x.dim() == 4 ? x : x.unsqueeze(2).expand(-1, -1, options.Streams, -1);
        return pass.Observe(scope.Path, _connection.Apply(streams, Normalised, pass));
    }

    Tensor Normalised(Tensor x, ForwardPass pass) => _unit.Apply(_norm.Apply(x, pass), pass);
}
