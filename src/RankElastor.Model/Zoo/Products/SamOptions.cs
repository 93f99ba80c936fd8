using RankElastor.Data.Configuration;
using RankElastor.Model.Layers.Interactions;
using RankElastor.Model.Zoo.Baselines;

namespace RankElastor.Model.Zoo.Products;

/// <summary>How the rows of SAM's last layer become one vector.</summary>
public enum SamAggregation
{
    /// <summary>Side by side.</summary>
    Concat,

    /// <summary>Their sum, each with a weight of its field.</summary>
    WeightedPooling,

    /// <summary>Their mean.</summary>
    MeanPooling,

    /// <summary>Their sum.</summary>
    SumPooling,
}

/// <summary>Options of <see cref="Sam"/>.</summary>
public sealed record SamOptions
{
    /// <summary>The field vectors.</summary>
    public FieldVectorOptions Fields { get; init; } = new();

    /// <summary>Every layer.</summary>
    public SamLayerOptions Layer { get; init; } = new();

    /// <summary>Layers; one where a layer keeps pairs, whatever is said here.</summary>
    public int Depth { get; init; } = 3;

    /// <summary>How the last layer's rows become one vector.</summary>
    public SamAggregation Aggregation { get; init; }

    static readonly Key<(bool KeepsPairs, bool IsWeighted)> _type = Key.Word(
        "interaction_type", "A layer keeps the pairs of fields (SAM2) or adds up each field's (SAM3), with learned "
        + "weights (A) or the fields' product (E).",
        ("SAM2E", (true, false)), ("SAM2A", (true, true)), ("SAM3A", (false, true)), ("SAM3E", (false, false)));

    static readonly Key<SamAggregation> _aggregation = Key.Word(
        "aggregation", "How the last layer's rows become one vector; SAM2 has concat alone.",
        ("concat", SamAggregation.Concat), ("weighted_pooling", SamAggregation.WeightedPooling),
        ("mean_pooling", SamAggregation.MeanPooling), ("sum_pooling", SamAggregation.SumPooling));

    static readonly Key<int> _depth = Key.Whole(
        "num_interaction_layers", "Layers of SAM3; SAM2 has one.", 3, least: 1, most: Key.MostLayers);

    static readonly Key<bool> _residual = Key.Flag("use_residual", "Adds a map of a layer's input (SAM3).");

    static readonly Key<double> _dropout =
        Key.Real(NetworkKeys.NetDropout, "Dropout of every layer's result.", least: 0, below: 1);

    /// <summary>The keys.</summary>
    internal static IReadOnlyList<Key> Keys { get; } =
        [.. FieldVectorOptions.Keys, _type, _aggregation, _depth, _residual, _dropout];

    /// <summary>Reads the keys.</summary>
    public static SamOptions From(ConfigSection config)
    {
        var (keepsPairs, isWeighted) = _type.Read(config);
        var aggregation = _aggregation.Read(config);
        return keepsPairs && aggregation != SamAggregation.Concat
            ? throw config.Wrong(_aggregation.Name, config.Get(_aggregation.Name), "concat with this interaction_type")
            : new SamOptions
            {
                Fields = FieldVectorOptions.Keys.Read(config),
                Depth = _depth.Read(config),
                Aggregation = aggregation,
                Layer = new SamLayerOptions
                {
                    KeepsPairs = keepsPairs,
                    IsWeighted = isWeighted,
                    Residual = _residual.Read(config),
                    Dropout = _dropout.Read(config),
                },
            };
    }
}
