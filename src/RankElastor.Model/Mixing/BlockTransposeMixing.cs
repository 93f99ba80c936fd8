using static TorchSharp.torch;

namespace RankElastor.Model.Mixing;

/// <summary>P(X)_ij = X_ji, where X_ij ∈ R^k is the j-th block of token i and k = D / T: a parameter-free involution (RankMixer).</summary>
public sealed class BlockTransposeMixing(int tokens, int width) : MixingOperator
{
    /// <inheritdoc/>
    public override Tensor Apply(Tensor v) => // [B, T, T, k] with the two token axes swapped
        v.view(-1, tokens, tokens, width / tokens).transpose(1, 2).reshape(-1, tokens * width);
}
