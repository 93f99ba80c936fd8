using RankElastor.Data.Configuration;
using RankElastor.Data.Rows;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Baselines;

/// <summary>How fields become vectors.</summary>
public sealed record FieldVectorOptions
{
    /// <summary>E.</summary>
    public int Width { get; init; } = 10;

    /// <summary>Dropout of the vectors' entries, FuxiCTR 1.x's <c>embedding_dropout</c>.</summary>
    public double Dropout { get; init; }

    /// <summary>The keys.</summary>
    internal static KeyTable<FieldVectorOptions> Keys { get; } = new(() => new FieldVectorOptions())
    {
        {
            Key.Whole("embedding_dim", "E: numbers per field's embedding.", least: 1, most: Key.MostWidth),
            options => options.Width
        },
        {
            Key.Real(
                "embedding_dropout", "Dropout of the field vectors' entries, as in FuxiCTR 1.", least: 0, below: 1),
            options => options.Dropout
        },
    };
}

/// <summary>A batch → [B, F, E]: the look-up and its dropout, the front end of every baseline.</summary>
sealed class FieldVectors(EmbeddingTables tables, FieldVectorOptions options, ParameterStore store)
{
    readonly int _dropoutLayer = store.NextDropoutLayer();

    /// <summary>Where probes see the vectors.</summary>
    public Site Site { get; } = new("embedding", tables.Path);

    /// <summary>F · E.</summary>
    public int Numbers { get; } = tables.Fields * tables.Width;

    public Tensor Apply(Batch batch, ForwardPass pass) =>
        pass.Dropout(tables.Lookup(batch, pass), options.Dropout, _dropoutLayer);
}
