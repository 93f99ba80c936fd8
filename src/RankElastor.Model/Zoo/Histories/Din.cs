using RankElastor.Data.Configuration;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Histories;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo.Baselines;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Histories;

/// <summary>Options of <see cref="Din"/>.</summary>
public sealed record DinOptions
{
    /// <summary>Numbers per field's vector.</summary>
    public int Width { get; init; } = 10;

    /// <summary>Targets and their histories; each history has an attention of its own.</summary>
    public required IReadOnlyList<HistoryPair> Pairs { get; init; }

    /// <summary>Hidden layers of the attentions.</summary>
    public required MlpOptions Attention { get; init; }

    /// <summary>Whether the weights of a history's items sum to 1.</summary>
    public bool Softmax { get; init; }

    /// <summary>The network on all fields.</summary>
    public required MlpOptions Network { get; init; }

    static readonly Key<int> _width = Key.Whole(
        "embedding_dim", "E: numbers per field's embedding.", 10, least: 1, most: Key.MostWidth);
    static readonly PairKeys _pairs = new("din_");
    static readonly NetworkKeys _network = new("dnn_hidden_units", "dnn_activations", absent: [512, 128, 64]);

    /// <summary>The keys.</summary>
    internal static IReadOnlyList<Key> Keys { get; } =
        [_width, .. _pairs.Keys, .. DinKeys.All, .. _network.Keys];

    /// <summary>Reads the keys.</summary>
    public static DinOptions From(ConfigSection config, Schema schema) => new()
    {
        Width = _width.Read(config),
        Pairs = _pairs.Read(config, schema),
        Attention = DinKeys.Attention(config),
        Softmax = DinKeys.Softmax(config),
        Network = _network.Read(config, outputs: 1),
    };
}

/// <summary>
/// DIN (Zhou et al., 2018): each history becomes a sum of its items, weighted by how they go with the item that is
/// ranked; a network on all fields.
/// </summary>
public sealed class Din : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "DIN", DinOptions.Keys, (config, schema, seed) => new Din(DinOptions.From(config, schema), schema, seed));

    readonly HistoryVectors _fields;
    readonly List<DinAttention> _attentions = [];
    readonly Mlp _network;

    /// <summary>Builds the model.</summary>
    public Din(DinOptions options, Schema schema, int seed) : base(schema, seed)
    {
        _fields = AddHistories("", options.Width, options.Pairs);
        for (var pair = 0; pair < options.Pairs.Count; pair++)
        {
            _attentions.Add(new DinAttention(
                Root.Sub("attention_layers").Sub(pair), _fields.Width(pair), options.Attention, options.Softmax));
        }

        _network = new Mlp(Root.Sub("dnn"), _fields.Numbers, options.Network);
        Sites =
        [
            .. _fields.Sites, .. _attentions.SelectMany((attention, i) => attention.Sites($"interest{i + 1}")),
            .. _network.Sites("dnn"),
        ];
    }

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var rows = _fields.Lookup(batch, pass, trims: !_attentions.Exists(attention => attention.CountsPadding(pass)));
        Tensor[] interests = [.. _attentions.Select((attention, pair) => attention.Apply(rows, pair, pass))];
        return _network.Apply(rows.Flat(interests), pass).flatten();
    }
}
