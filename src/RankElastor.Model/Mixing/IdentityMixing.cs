using RankElastor.Data.Configuration;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Mixing;

/// <summary>A = 0, so that vec(Y) = vec(X): tokens are not mixed (ablation).</summary>
public sealed record IdentityMixing : TokenMixing
{
    /// <summary>Without norms.</summary>
    public IdentityMixing() => PreNorm = false;

    internal static Variant<TokenMixing> Variant { get; } = new(_ => new IdentityMixing(), "identity", "1");

    public override Func<Tensor, ForwardPass, Tensor>? Build(Scope scope, int tokens, int width) => null;
}
