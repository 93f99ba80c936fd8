using RankElastor.Data.Configuration;
using RankElastor.Data.Schemas;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Histories;
using RankElastor.Model.Zoo.Baselines;

namespace RankElastor.Model.Zoo.Histories;

/// <summary>Options of <see cref="Dmin"/>.</summary>
public sealed record DminOptions
{
    /// <summary>Numbers per field's vector.</summary>
    public int Width { get; init; } = 10;

    /// <summary>Targets and their histories.</summary>
    public required IReadOnlyList<HistoryPair> Pairs { get; init; }

    /// <summary>Fields of negatives, which no network sees.</summary>
    public IReadOnlyList<string> Negatives { get; init; } = [];

    /// <summary>Whether a history's items see each other before interests are taken from them.</summary>
    public bool Refines { get; init; } = true;

    /// <summary>Whether the network sees the sum of the items too, and its product with the target.</summary>
    public bool HasSum { get; init; }

    /// <summary>The attentions.</summary>
    public required InterestOptions Interests { get; init; }

    /// <summary>The network on interests and fields.</summary>
    public required MlpOptions Network { get; init; }

    static readonly Key<int> _width = Key.Whole(
        "embedding_dim", "E: numbers per field's embedding.", 10, least: 1, most: Key.MostWidth);
    static readonly Key<int> _heads = Key.Whole(
        "num_heads", "Heads of the attentions, each of which takes an interest; a divisor of an item's numbers.", 4,
        least: 1, most: Key.MostWidth);
    static readonly Key<bool> _refines = Key.Flag(
        "use_behavior_refiner", "A history's items see each other before interests are taken from them.", true);
    static readonly Key<bool> _layerNorm = Key.Flag("layer_norm", "Normalises behind the attentions.", true);
    static readonly NetworkKeys _scores = new(
        "attention_hidden_units", "attention_activation", "attention_dropout", batchNorm: null, [80, 40]);
    static readonly NetworkKeys _network = new(
        "dnn_hidden_units", "dnn_activations", absent: [512, 128, 64], activation: "dice", normalises: true);
    static readonly Key<double> _auxiliary = Key.Real(
        "aux_loss_lambda", "Strength of the auxiliary loss; FuxiCTR's own does not run.", least: 0, most: 0) with
    { Allowed = "0: the auxiliary loss of FuxiCTR's DMIN does not run, and none is built here" };
    static readonly Key<object?>[] _auxiliaryNetwork =
    [
        Key.Foreign("aux_hidden_units", "Of the auxiliary loss; without effect."),
        Key.Foreign("aux_activation", "Of the auxiliary loss; without effect."),
    ];

    /// <summary>The keys.</summary>
    internal static IReadOnlyList<Key> Keys { get; } =
    [
        _width, .. PairKeys.Usual.Keys, ItemKeys.Negatives, _heads, _refines, InterestOptions.MaskKey,
        _layerNorm, .. _scores.Keys, .. InterestKeys.All, .. _network.Keys, _auxiliary, .. _auxiliaryNetwork,
    ];

    /// <summary>Reads the keys.</summary>
    public static DminOptions From(ConfigSection config, Schema schema)
    {
        var pairs = PairKeys.Usual.Read(config, schema);
        var (scores, network) = (_scores.Read(config, outputs: 1), _network.Read(config, outputs: 1));
        _auxiliary.Read(config);
        foreach (var key in _auxiliaryNetwork)
        {
            key.Read(config);
        }

        return new()
        {
            Width = _width.Read(config),
            Pairs = pairs,
            Negatives = [.. ItemKeys.NegativesOf(config, schema, pairs).SelectMany(group => group).Distinct()],
            Refines = _refines.Read(config),
            HasSum = InterestKeys.Sum.Read(config),
            Interests = new()
            {
                Heads = _heads.Read(config),
                LayerNorm = _layerNorm.Read(config),
                WeightDropout = scores.Dropout[0],
                Dropout = network.Dropout[0],
                PositionWidth = InterestKeys.Positions.Read(config) ? InterestKeys.PositionWidth.Read(config) : 0,
                Scores = scores,
                Mask = InterestOptions.MaskKey.Read(config),
            },
            Network = network with { NormalisesInputOnly = InterestKeys.BatchNormOnce.Read(config) },
        };
    }
}
