using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Mixing;

/// <summary>
/// A = commutation ⊗ I_k: P(X)_ij = X_ji, where X_ij ∈ R^k is the j-th block of token i and k = D / T, a parameter-free
/// involution (RankMixer). Needs T | D.
/// </summary>
public sealed record BlockTransposeMixing : TokenMixing
{
    /// <summary>With a LayerNorm after it and no norm before.</summary>
    public BlockTransposeMixing() => (PreNorm, PostNorm) = (false, true);

    internal static Variant<TokenMixing> Variant { get; } =
        new(_ => new BlockTransposeMixing(), "block_transpose", "2");

    public override Func<Tensor, ForwardPass, Tensor> Build(Scope scope, int tokens, int width) => width % tokens == 0
        ? (v, _) => v.view(-1, tokens, tokens, width / tokens).transpose(1, 2).reshape(-1, tokens * width)
        : throw new InputException($"Block transpose needs T | D: {tokens} tokens do not divide width {width}; "
            + $"allowed: a Token_dim that is a multiple of {tokens}");
}
