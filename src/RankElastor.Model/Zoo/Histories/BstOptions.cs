using RankElastor.Data.Configuration;
using RankElastor.Data.Schemas;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Histories;
using RankElastor.Model.Zoo.Baselines;

namespace RankElastor.Model.Zoo.Histories;

/// <summary>Options of <see cref="Bst"/>.</summary>
public sealed record BstOptions
{
    /// <summary>Numbers per field's vector, and per position's.</summary>
    public int Width { get; init; } = 10;

    /// <summary>Targets and their histories; each history has a transformer of its own.</summary>
    public required IReadOnlyList<HistoryPair> Pairs { get; init; }

    /// <summary>The transformers.</summary>
    public BehaviourTransformerOptions Transformer { get; init; } = new();

    /// <summary>The network on all other fields and the transformers' vectors.</summary>
    public required MlpOptions Network { get; init; }

    static readonly Key<int> _width = Key.Whole(
        "embedding_dim", "E: numbers per field's embedding, and per position's.", 10, least: 1, most: Key.MostWidth);
    static readonly PairKeys _pairs = new("bst_");
    static readonly Key<TokenPooling> _pooling = Key.Word<TokenPooling>(
        "seq_pooling_type", "How items and target become one vector: their mean or sum, the target's, or all side by "
            + "side.");
    static readonly Key<bool> _positions = Key.Flag(
        "use_position_emb", "Appends a learned vector of its position to each item and the target.", absent: true);
    static readonly Key<bool> _causal = Key.Flag("use_causal_mask", "No item sees a later one.");
    static readonly Key<int> _depth = Key.Whole(
        "stacked_transformer_layers", "Transformer blocks.", 1, least: 1, most: Key.MostLayers);
    static readonly Key<bool> _layerNorm = Key.Flag(
        "layer_norm", "Normalises behind attention and network of a block.", absent: true);
    static readonly Key<bool> _residual = Key.Flag(
        "use_residual", "Adds the input behind attention and network of a block.", absent: true);
    static readonly NetworkKeys _network = new("dnn_hidden_units", "dnn_activations", absent: [256, 128, 64]);

    /// <summary>Heads of an attention, which share a token's numbers.</summary>
    internal static Key<int> Heads { get; } =
        Key.Whole("num_heads", "Heads of an attention.", 2, least: 1, most: Key.MostWidth);

    /// <summary>Dropout of an attention's weights.</summary>
    internal static Key<double> AttentionDropout { get; } =
        Key.Real("attention_dropout", "Dropout of the attention's weights.", least: 0, below: 1);

    /// <summary>The keys.</summary>
    internal static IReadOnlyList<Key> Keys { get; } =
    [
        _width, .. _pairs.Keys, _pooling, _positions, _causal, Heads, _depth, _layerNorm, _residual,
        AttentionDropout, .. _network.Keys,
    ];

    /// <summary>Reads the keys.</summary>
    /// <exception cref="Data.Files.InputException">A field that is not there, or dropout of each layer.</exception>
    public static BstOptions From(ConfigSection config, Schema schema)
    {
        var network = _network.Read(config, outputs: 1);
        return new()
        {
            Width = _width.Read(config),
            Pairs = _pairs.Read(config, schema),
            Transformer = new()
            {
                Block = new()
                {
                    Heads = Heads.Read(config),
                    LayerNorm = _layerNorm.Read(config),
                    Residual = _residual.Read(config),
                    AttentionDropout = AttentionDropout.Read(config),
                    Dropout = OneRate(config, network),
                },
                Depth = _depth.Read(config),
                Positions = _positions.Read(config),
                Causal = _causal.Read(config),
                Pooling = _pooling.Read(config),
            },
            Network = network,
        };
    }

    /// <summary>The network's dropout where it is one rate for all layers, so that blocks can have it too.</summary>
    internal static double OneRate(ConfigSection config, MlpOptions network) => network.Dropout.Count == 1
        ? network.Dropout[0]
        : throw config.Wrong(NetworkKeys.NetDropout, "a list", "one rate, which the blocks have too");
}
