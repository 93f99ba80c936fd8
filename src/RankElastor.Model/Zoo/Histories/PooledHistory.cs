using RankElastor.Model.Embeddings;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Histories;

// B batch, m numbers of an item's vector

/// <summary>What a long-sequence model reads that takes the mean of its history's items, with dropout.</summary>
sealed class PooledHistory(HistoryVectors fields, double dropout, ParameterStore store)
{
    const string Stage = "masked_avg_pooling";
    readonly LongHistory _input = new(fields);
    readonly int _dropoutLayer = store.NextDropoutLayer();

    /// <summary>The mean, [B, m].</summary>
    public static Site Site { get; } = new("pooled", Stage, SiteKind.Vector);

    /// <summary>Numbers of all vectors.</summary>
    public int Numbers => _input.Numbers + fields.Width(0);

    /// <summary>[B, Numbers].</summary>
    public Tensor Apply(HistoryRows rows, ForwardPass pass) =>
        pass.Dropout(
        cat([_input.Fields(rows), pass.Observe(Stage, rows.Mean(0))], 1), dropout, _dropoutLayer);
}
