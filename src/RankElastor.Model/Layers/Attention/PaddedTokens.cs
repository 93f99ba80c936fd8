using RankElastor.Kernels.Attention;
using RankElastor.Model.Passes;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace RankElastor.Model.Layers.Attention;

// B batch, n tokens of a row with its padding, m numbers of a token, H heads

/// <summary>Tokens [B, n, m] with padding.</summary>
/// <param name="present">Real tokens 1 and padding 0, [B, n, 1].</param>
/// <param name="seen">Which tokens (last axis) a token sees, bool, [B, n or 1, n].</param>
sealed class PaddedTokens(Tensor present, Tensor seen) : TokenRows
{
    // Kept: TorchSharp may finalise a number that is converted in the call while the native call still reads it.
    static readonly TorchSharp.Scalar _least = -1e9, _one = 1;

    /// <summary>Does not hide unseen tokens but adds 1 to their scores, as FuxiCTR's DMIN does.</summary>
    public bool OnlyMarksUnseen { get; init; }

    /// <inheritdoc/>
    public override Tensor Counts => present.sum(1);

    /// <inheritdoc/>
    public override Tensor Shown(Tensor tokens) => tokens * present;

    /// <inheritdoc/>
    public override Tensor Blank(Tensor tokens) => tokens * present;

    /// <inheritdoc/>
    public override Tensor Last(Tensor tokens) => tokens.select(1, -1);

    /// <inheritdoc/>
    public override Tensor Sum(Tensor tokens) => (tokens * present).sum(1);

    /// <inheritdoc/>
    public override Tensor Attend(HeadAttention attention, HeadParts parts, ForwardPass pass)
    {
        var weights = Weights(attention, parts);
        pass.ObserveMade(attention.Stage, () => parts.AreOfOne ? weights * present.unsqueeze(1) : weights);
        weights = pass.Dropout(weights, attention.Dropout, attention.DropoutLayer);
        return MaskedAttention.Join(weights.matmul(parts.Values.Heads(attention.Heads, attention.ValueWidth)));
    }

    /// <summary>Before dropout, [B, H, queries, n].</summary>
    public Tensor Weights(HeadAttention attention, HeadParts parts)
    {
        var shown = seen.unsqueeze(1);
        var scores = (parts.Queries.Heads(attention.Heads, attention.KeyWidth) * attention.Scale).matmul(
            parts.Keys.Heads(attention.Heads, attention.KeyWidth).transpose(-1, -2));
        scores = attention.Bias is { } bias ? scores + Relative(bias, (int)scores.shape[3]) : scores;
        return attention.Weights == AttentionWeights.Silu
                ? functional.silu(scores) * (shown.to(scores.dtype) / attention.Divisor)
            : OnlyMarksUnseen ? (scores + shown.logical_not().to(scores.dtype) * _one).softmax(-1)
            : scores.masked_fill(shown.logical_not(), _least).softmax(-1) * shown;
    }

    /// <summary>b_{i−j}, [n, n]; at j > i b_0.</summary>
    static Tensor Relative(Tensor bias, int tokens)
    {
        long[] distances = [.. Enumerable.Range(0, tokens * tokens).Select(
            place => (long)Math.Max(0, place / tokens - place % tokens))];
        return bias.index_select(0, tensor(distances)).view(tokens, tokens);
    }
}
