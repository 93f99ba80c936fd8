using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Attention;

// B batch, n tokens of a row with its padding, N tokens of all rows without, m numbers of a token

/// <summary>
/// How the tokens of a batch's rows lie, [B, n, m] with padding or [N, m] without, and which of them a token sees. What
/// layers make of single tokens is the same for both.
/// </summary>
abstract class TokenRows
{
    /// <summary>[B, 1]: the real tokens of each row.</summary>
    public abstract Tensor Counts { get; }

    /// <summary>The tokens as [B, n, m], padding as zeros: what probes see.</summary>
    public abstract Tensor Shown(Tensor tokens);

    /// <summary>The tokens as they lie, padding as zeros.</summary>
    public abstract Tensor Blank(Tensor tokens);

    /// <summary>[B, m]: each row's last token.</summary>
    public abstract Tensor Last(Tensor tokens);

    /// <summary>[B, m]: the sum of each row's real tokens.</summary>
    public abstract Tensor Sum(Tensor tokens);

    /// <summary>[B, m]: their mean; zeros for a row without any.</summary>
    public Tensor Mean(Tensor tokens) => Sum(tokens) / Counts.clamp_min(1);

    /// <summary>
    /// Attends to the tokens; queries are tokens themselves, or [B, Q, …] of other vectors of each row, which see all
    /// real tokens. What comes of them lies as they do, [.., heads · value width].
    /// </summary>
    public abstract Tensor Attend(HeadAttention attention, HeadParts parts, ForwardPass pass);
}
