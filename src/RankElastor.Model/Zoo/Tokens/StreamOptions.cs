using RankElastor.Data.Configuration;
using RankElastor.Data.Schemas;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Layers;
using RankElastor.Model.Zoo.Baselines;
using RankElastor.Model.Zoo.Histories;

namespace RankElastor.Model.Zoo.Tokens;

/// <summary>
/// What <see cref="OneTrans"/>, <see cref="HyFormer"/> and <see cref="MixFormer"/> share: tokens of fields and of
/// histories.
/// </summary>
public sealed record StreamOptions
{
    /// <summary>E.</summary>
    public int EmbeddingWidth { get; init; } = 10;

    /// <summary>T: tokens of the fields.</summary>
    public int Tokens { get; init; } = 4;

    /// <summary>D.</summary>
    public int Width { get; init; } = 32;

    /// <summary>L.</summary>
    public int Depth { get; init; } = 2;

    /// <summary>Heads of the attentions, a divisor of D.</summary>
    public int Heads { get; init; } = 2;

    /// <summary>Targets and their histories.</summary>
    public IReadOnlyList<HistoryPair> Pairs { get; init; } = [];

    /// <summary>The network on the last tokens.</summary>
    public MlpOptions Network { get; init; } = new()
    {
        HiddenUnits = [],
        Outputs = 1,
    };

    static readonly NetworkKeys _network = new("dnn_hidden_units", "dnn_activations");
    static readonly KeyTable<StreamOptions> _own = new(() => new StreamOptions())
    {
        {
            Key.Whole("embedding_dim", "E: numbers per field's embedding.", least: 1, most: Key.MostWidth),
            options => options.EmbeddingWidth
        },
        { Key.Whole("Token_num", "T: tokens of fields.", least: 1, most: Key.MostWidth), options => options.Tokens },
        { Key.Whole("Token_dim", "D: numbers per token.", least: 1, most: Key.MostWidth), options => options.Width },
        { Key.Whole("depth", "Layers.", least: 1, most: Key.MostLayers), options => options.Depth },
        {
            Key.Whole("num_heads", "Heads of the attentions.", least: 1, most: Key.MostWidth), options => options.Heads
        },
    };

    /// <summary>The keys.</summary>
    internal static IReadOnlyList<Key> Keys { get; } = [.. _own, .. PairKeys.Usual.Keys, .. _network.Keys];

    /// <summary>Reads the keys.</summary>
    public static StreamOptions From(ConfigSection config, Schema schema)
    {
        var options = _own.Read(config);
        return options.Width % options.Heads != 0
            ? throw config.Wrong("Token_dim", options.Width, $"a multiple of num_heads, here {options.Heads}")
            : options with
            {
                Pairs = PairKeys.Usual.Read(config, schema),
                Network = _network.Read(config, outputs: 1),
            };
    }
}
