using RankElastor.Kernels.Attention;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Attention;

// B batch, n positions of a row, N tokens of all rows, m numbers of a token

/// <summary>Tokens [N, m] without padding, so that time and memory grow with the real ones.</summary>
/// <param name="places">Which tokens are whose.</param>
/// <param name="isCausal">Whether a token sees none behind it.</param>
/// <param name="real">[N, 1]: 0 for a token that stands in for an empty row, else 1; null if none does.</param>
sealed class JaggedTokens(SequencePlaces places, bool isCausal, Tensor? real = null) : TokenRows
{
    PositionWindow Whole => new(0, places.Length);

    /// <summary>
    /// A history's items without padding, where the pass is one in which they may lie so: in single precision, padding
    /// only before or behind a row's items, and nobody wants to see every layer as the reference has it.
    /// </summary>
    public static HistoryEvents? Of(HistoryRows rows, int pair, ForwardPass pass) =>
        !pass.ShowsEveryStage && rows.Target(pair).dtype == ScalarType.Float32
            && rows.Events(pair) is { HasGaps: false } events ? events : null;

    /// <inheritdoc/>
    public override Tensor Counts =>
        Sum(ones(places.Events, 1));

    /// <inheritdoc/>
    public override Tensor Shown(Tensor tokens) => places.Spread(Blank(tokens), Whole);

    /// <inheritdoc/>
    public override Tensor Blank(Tensor tokens) => real is null ? tokens : tokens * real;

    /// <inheritdoc/>
    public override Tensor Last(Tensor tokens) =>
        tokens.index_select(0, tensor([.. places.Offsets.Skip(1).Select(end => end - 1L)]));

    /// <inheritdoc/>
    public override Tensor Sum(Tensor tokens) => places.Sum(Blank(tokens));

    /// <inheritdoc/>
    public override Tensor Attend(HeadAttention attention, HeadParts parts, ForwardPass pass)
    {
        pass.ObserveMade(attention.Stage, () => Weights(attention, parts));
        var shape = new JaggedShape
        {
            QueryOffsets = parts.AreOfOne ? places.Offsets : Even((int)parts.Queries.Tensor.shape[1]),
            KeyOffsets = places.Offsets,
            Heads = attention.Heads,
            KeyWidth = attention.KeyWidth,
            ValueWidth = attention.ValueWidth,
            Scale = (float)attention.Scale,
            Causal = isCausal && parts.AreOfOne,
            Weights = attention.Weights,
            Divisor = (float)attention.Divisor,
            BiasLength = (int)(attention.Bias?.shape[0] ?? 0),
            Dropout = pass.Mask(attention.Dropout, attention.DropoutLayer),
        };
        var output = JaggedAttentionFunction.Of(shape, parts, attention.Bias, pass);
        return output.view([.. parts.Queries.Tensor.shape[..^1], output.shape[1]]);
    }

    /// <summary>The same with padding.</summary>
    Tensor Weights(HeadAttention attention, HeadParts parts)
    {
        var there = places.Spread(ones(places.Events, 1), Whole); // [B, n, 1]
        var seen = there.transpose(1, 2).to(ScalarType.Bool); // [B, 1, n]
        seen = isCausal ? seen.logical_and(ones(places.Length, places.Length).tril().to(ScalarType.Bool)) : seen;
        var keys = Spread(parts.Keys);
        var own = parts.AreOfOne ? Spread(parts.Queries) : parts.Queries;
        var weights = new PaddedTokens(there, seen).Weights(attention, new HeadParts(own, keys, keys));
        return parts.AreOfOne ? weights * Shown(ones(places.Events, 1)).unsqueeze(1) : weights;
    }

    HeadPart Spread(HeadPart part) => part with { Tensor = places.Spread(part.Tensor, Whole) };

    int[] Even(int queries) => [.. Enumerable.Range(0, places.Rows + 1).Select(row => row * queries)];
}
