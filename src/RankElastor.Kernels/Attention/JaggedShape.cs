using RankElastor.Kernels.Rows;

namespace RankElastor.Kernels.Attention;

// B rows; Q queries and K keys of all rows; H heads; d numbers of a head's query or key, e of its value

/// <summary>How scores become weights in <see cref="JaggedAttention"/>.</summary>
public enum AttentionWeights
{
    /// <summary>softmax over the keys that a query sees: the weights sum to 1.</summary>
    Softmax,

    /// <summary>silu of each score over a constant (Zhai et al., 2024): how many keys there are counts.</summary>
    Silu,
}

/// <summary>Sizes and options of <see cref="JaggedAttention"/>.</summary>
public sealed record JaggedShape
{
    /// <summary>[B + 1]: queries of row b are QueryOffsets[b] … QueryOffsets[b + 1] − 1.</summary>
    public required int[] QueryOffsets { get; init; }

    /// <summary>[B + 1]: its keys, likewise; a row may have none.</summary>
    public required int[] KeyOffsets { get; init; }

    /// <summary>H.</summary>
    public required int Heads { get; init; }

    /// <summary>d.</summary>
    public required int KeyWidth { get; init; }

    /// <summary>e.</summary>
    public required int ValueWidth { get; init; }

    /// <summary>Factor of q · k.</summary>
    public float Scale { get; init; } = 1;

    /// <summary>
    /// Whether a query sees no key behind it: a row's last query stands at its last key, the one before it at the key
    /// before that.
    /// </summary>
    public bool Causal { get; init; }

    /// <summary>How scores become weights.</summary>
    public AttentionWeights Weights { get; init; }

    /// <summary>What <see cref="AttentionWeights.Silu"/> divides by.</summary>
    public float Divisor { get; init; } = 1;

    /// <summary>
    /// Entries of the relative bias, which all heads share: i − j + <see cref="BiasOrigin"/> for a query that stands at
    /// key i and the key j; 0 for none.
    /// </summary>
    public int BiasLength { get; init; }

    /// <summary>
    /// The place of distance 0: 0 where only earlier keys are seen, else at least the most keys less 1.
    /// </summary>
    public int BiasOrigin { get; init; }

    /// <summary>
    /// Factors of the weights, of element (n H + head) · most + j for query n of the batch and key j of its row, most
    /// being the keys of the longest row; or null.
    /// </summary>
    public DropoutMask? Dropout { get; init; }

    /// <summary>B.</summary>
    public int Rows => QueryOffsets.Length - 1;

    /// <summary>Q.</summary>
    public int Queries => QueryOffsets[^1];

    /// <summary>K.</summary>
    public int Keys => KeyOffsets[^1];

    /// <summary>Keys of the longest row.</summary>
    public int MostKeys => Longest(KeyOffsets);

    /// <summary>Queries of the longest row.</summary>
    internal int MostQueries => Longest(QueryOffsets);

    /// <summary>Pairs of a query and a key of its row, in all rows; causal ones count as if they were not.</summary>
    public long Pairs
    {
        get
        {
            var pairs = 0L;
            for (var row = 0; row < Rows; row++)
            {
                pairs += (long)(QueryOffsets[row + 1] - QueryOffsets[row]) * (KeyOffsets[row + 1] - KeyOffsets[row]);
            }

            return pairs;
        }
    }

    /// <summary>How many keys, the first ones, query <paramref name="query"/> of a row sees.</summary>
    internal int Sees(int query, int queries, int keys) =>
        Causal ? Math.Clamp(query + 1 + keys - queries, 0, keys) : keys;

    /// <summary>Dropout's number of a query's first weight.</summary>
    internal uint Element(int query, int head, int most) => (uint)(((long)query * Heads + head) * most);

    /// <exception cref="ArgumentException">Rows that do not agree, or a bias that is too short.</exception>
    internal void Check()
    {
        if (QueryOffsets.Length != KeyOffsets.Length)
        {
            throw new ArgumentException(
                $"{QueryOffsets.Length - 1} rows of queries, {KeyOffsets.Length - 1} of keys.");
        }

        var after = Causal ? 0 : MostKeys - 1;
        if (BiasLength > 0 && (MostKeys + BiasOrigin > BiasLength || BiasOrigin < after))
        {
            throw new ArgumentException(
                $"{BiasLength} biases from {BiasOrigin} on for {MostKeys} keys.", nameof(BiasLength));
        }
    }

    static int Longest(int[] offsets)
    {
        var most = 0;
        for (var row = 0; row < offsets.Length - 1; row++)
        {
            most = Math.Max(most, offsets[row + 1] - offsets[row]);
        }

        return most;
    }
}

/// <summary>A matrix of numbers of all heads side by side: its address and the distance of its rows.</summary>
public readonly record struct HeadColumns(nint Address, int Stride)
{
    internal unsafe float* At(int row, int head, int width) =>
        (float*)Address + row * (nint)Stride + head * (nint)width;
}

/// <summary>The operands of <see cref="JaggedAttention"/> or their gradients.</summary>
/// <param name="Queries">[Q, H d].</param>
/// <param name="Keys">[K, H d].</param>
/// <param name="Values">[K, H e].</param>
/// <param name="Bias">[BiasLength], dense; 0 for none.</param>
public readonly record struct JaggedOperands(HeadColumns Queries, HeadColumns Keys, HeadColumns Values, nint Bias);
