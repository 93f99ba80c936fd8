using RankElastor.Data.Configuration;
using RankElastor.Data.Schemas;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Histories;
using RankElastor.Model.Zoo.Baselines;

namespace RankElastor.Model.Zoo.Histories;

/// <summary>Options of <see cref="Hstu"/>.</summary>
public sealed record HstuOptions
{
    /// <summary>Numbers per field's vector.</summary>
    public int Width { get; init; } = 10;

    /// <summary>Targets and their histories; each history has layers of its own.</summary>
    public required IReadOnlyList<HistoryPair> Pairs { get; init; }

    /// <summary>Each layer.</summary>
    public HstuLayerOptions Layer { get; init; } = new();

    /// <summary>Layers.</summary>
    public int Depth { get; init; } = 2;

    /// <summary>The network on all other fields and the layers' vectors.</summary>
    public required MlpOptions Network { get; init; }

    static readonly Key<int> _width = Key.Whole(
        "embedding_dim", "E: numbers per field's embedding.", 10, least: 1, most: Key.MostWidth);
    static readonly Key<int> _depth = Key.Whole("num_layers", "Layers.", 2, least: 1, most: Key.MostLayers);
    static readonly Key<bool> _inputNorm = Key.Flag("use_input_norm", "Normalises a layer's input.");
    static readonly NetworkKeys _network = new("dnn_hidden_units", "dnn_activations", absent: [256, 128, 64]);

    /// <summary>Numbers of Q and K.</summary>
    internal static Key<int?> AttentionWidth { get; } = WidthOf("attention_dim", "Numbers of Q and of K of all heads");

    /// <summary>Numbers of U and V.</summary>
    internal static Key<int?> LinearWidth { get; } = WidthOf("linear_dim", "Numbers of U and of V of all heads");

    /// <summary>The keys.</summary>
    internal static IReadOnlyList<Key> Keys { get; } =
    [
        _width, .. PairKeys.Usual.Keys, BstOptions.Heads, _depth, AttentionWidth, LinearWidth, _inputNorm,
        BstOptions.AttentionDropout, .. _network.Keys,
    ];

    /// <summary>Reads the keys.</summary>
    /// <exception cref="Data.Files.InputException">A field that is not there, or dropout of each layer.</exception>
    public static HstuOptions From(ConfigSection config, Schema schema)
    {
        var network = _network.Read(config, outputs: 1);
        return new()
        {
            Width = _width.Read(config),
            Pairs = PairKeys.Usual.Read(config, schema),
            Layer = new()
            {
                Heads = BstOptions.Heads.Read(config),
                AttentionWidth = AttentionWidth.Read(config),
                LinearWidth = LinearWidth.Read(config),
                InputNorm = _inputNorm.Read(config),
                AttentionDropout = BstOptions.AttentionDropout.Read(config),
                Dropout = BstOptions.OneRate(config, network),
            },
            Depth = _depth.Read(config),
            Network = network,
        };
    }

    static Key<int?> WidthOf(string name, string meaning) =>
        Key.Whole(name, $"{meaning}, a multiple of num_heads; null: as many as an item has.", least: 1,
            most: Key.MostWidth).OrNone() with
        { DefaultWords = "null" };
}
