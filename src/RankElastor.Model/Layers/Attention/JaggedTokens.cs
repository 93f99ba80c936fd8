using RankElastor.Kernels.Attention;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Attention;

// B batch, n positions of a row, N tokens of all rows, m numbers of a token

/// <summary>
/// Tokens [N, m] without padding, so that time and memory grow with the real ones. Rows of zeros may stand behind them
/// (<see cref="Filled"/>), which belong to nobody.
/// </summary>
/// <param name="places">Which tokens are whose.</param>
/// <param name="isCausal">Whether a token sees none behind it.</param>
/// <param name="real">[N, 1]: 0 for a token that stands in for an empty row, else 1; null if none does.</param>
sealed class JaggedTokens(SequencePlaces places, bool isCausal, Tensor? real = null) : TokenRows
{
    const int Steps = 8; // of a doubling of rows

    PositionWindow Whole => new(0, places.Length);

    /// <summary>
    /// A history's items without padding, where the pass is one in which they may lie so: in single precision, padding
    /// only before or behind a row's items, and nobody wants to see every layer as the reference has it.
    /// </summary>
    public static HistoryEvents? Of(HistoryRows rows, int pair, ForwardPass pass) =>
        !pass.ShowsEveryStage && rows.Target(pair).dtype == ScalarType.Float32
            && rows.Events(pair) is { HasGaps: false } events ? events : null;

    /// <summary>
    /// Tokens with zeros behind them up to one of eight numbers of rows in a doubling, so that tensors of one batch
    /// fit where those of the last one were: else freed memory breaks up, and the process grows with every epoch.
    /// </summary>
    public static Tensor Filled(Tensor tokens)
    {
        var count = tokens.shape[0];
        var step = Math.Max(1, (long)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)count) / 2 / Steps);
        var more = (count + step - 1) / step * step - count;
        return more == 0 ? tokens : cat([tokens, zeros([more, .. tokens.shape[1..]], tokens.dtype)], 0);
    }

    /// <inheritdoc/>
    public override Tensor Counts => places.Sum(real is null ? ones(places.Events, 1) : Own(real));

    /// <inheritdoc/>
    public override Tensor Shown(Tensor tokens) => places.Spread(Own(Blank(tokens)), Whole);

    /// <inheritdoc/>
    public override Tensor Blank(Tensor tokens) => real is null ? tokens : tokens * real;

    /// <inheritdoc/>
    public override Tensor Last(Tensor tokens) => RowSelectionFunction.Of(
        tokens, [.. places.Offsets.Skip(1).Select(end => end - 1)], places.Workers);

    /// <inheritdoc/>
    public override Tensor Sum(Tensor tokens) => places.Sum(Own(Blank(tokens)));

    /// <summary>[B, m]: the largest of each row's tokens, those that stand in too.</summary>
    public Tensor Largest(Tensor tokens) => places.Largest(Own(tokens));

    /// <summary>[B, count, m]: what stands at the last positions, zeros where nothing does.</summary>
    public Tensor Last(Tensor tokens, int count) => places.Last(Own(tokens), count);

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
        var asking = real is null ? there : places.Spread(Own(real), Whole);
        return parts.AreOfOne ? weights * asking.unsqueeze(1) : weights;
    }

    HeadPart Spread(HeadPart part) => part with { Tensor = places.Spread(Own(part.Tensor), Whole) };

    /// <summary>Without the zeros behind.</summary>
    Tensor Own(Tensor tokens) => tokens.narrow(0, 0, places.Events);

    int[] Even(int queries) => [.. Enumerable.Range(0, places.Rows + 1).Select(row => row * queries)];
}
