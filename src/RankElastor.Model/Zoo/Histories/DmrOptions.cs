using RankElastor.Data.Configuration;
using RankElastor.Data.Schemas;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Histories;
using RankElastor.Model.Zoo.Baselines;

namespace RankElastor.Model.Zoo.Histories;

/// <summary>Options of <see cref="Dmr"/>.</summary>
public sealed record DmrOptions
{
    /// <summary>Numbers per field's vector.</summary>
    public int Width { get; init; } = 10;

    /// <summary>Targets, categorical fields, and their histories.</summary>
    public required IReadOnlyList<HistoryPair> Pairs { get; init; }

    /// <summary>For each pair the fields of one item that was drawn as a negative; or none.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Negatives { get; init; } = [];

    /// <summary>Whether the network sees how the user goes with the item.</summary>
    public bool HasUserToItem { get; init; } = true;

    /// <summary>Whether the network sees how the history's items go with the item.</summary>
    public bool HasItemToItem { get; init; }

    /// <summary>Whether the network sees the sum of the items too, and its product with the target.</summary>
    public bool HasSum { get; init; }

    /// <summary>The two networks.</summary>
    public required RelevanceOptions Relevance { get; init; }

    /// <summary>Strength of the auxiliary loss.</summary>
    public double AuxiliaryLoss { get; init; }

    /// <summary>The network on relevances and fields.</summary>
    public required MlpOptions Network { get; init; }

    static readonly Key<int> _width = Key.Whole(
        "embedding_dim", "E: numbers per field's embedding.", 10, least: 1, most: Key.MostWidth);
    static readonly Key<bool> _userToItem = Key.Flag(
        "enable_u2i_rel", "The network sees how the user goes with the item that is ranked.", true);
    static readonly Key<bool> _itemToItem = Key.Flag(
        "enable_i2i_rel", "The network sees how the history's items go with the item that is ranked.");
    static readonly Key<double> _auxiliary = Key.Real(
        "aux_loss_beta",
        "Strength of the auxiliary loss: the user before the last item is to go with it, and not with the negative.",
        least: 0);
    static readonly NetworkKeys _scores = new(
        "attention_hidden_units", "attention_activation", "attention_dropout", batchNorm: null, [80, 40]);
    static readonly NetworkKeys _network = new(
        "dnn_hidden_units", "dnn_activations", absent: [512, 128, 64], normalises: true);
    static readonly Key<object?> _context = Key.Own<object?>(
        "context_field", "What is known of the history's events; FuxiCTR's own does not run.", "null", null,
        config => config.Get("context_field") is IReadOnlyList<object?> { Count: 0 } ? null : throw config.Wrong(
            "context_field", config.Get("context_field"),
            "null: FuxiCTR fails with context fields, and they are not built here"));

    /// <summary>The keys.</summary>
    internal static IReadOnlyList<Key> Keys { get; } =
    [
        _width, .. PairKeys.Usual.Keys, ItemKeys.Negatives, _context, _userToItem, _itemToItem, _auxiliary,
        .. _scores.Keys, .. InterestKeys.All, .. _network.Keys,
    ];

    /// <summary>Reads the keys.</summary>
    public static DmrOptions From(ConfigSection config, Schema schema)
    {
        var pairs = PairKeys.Usual.Read(config, schema);
        _context.Read(config);
        var options = new DmrOptions
        {
            Width = _width.Read(config),
            Pairs = pairs,
            Negatives = ItemKeys.NegativesOf(config, schema, pairs),
            HasUserToItem = _userToItem.Read(config),
            HasItemToItem = _itemToItem.Read(config),
            HasSum = InterestKeys.Sum.Read(config),
            Relevance = new(InterestKeys.PositionWidth.Read(config), _scores.Read(config, outputs: 1))
            {
                HasPositions = InterestKeys.Positions.Read(config),
            },
            AuxiliaryLoss = _auxiliary.Read(config),
            Network = _network.Read(config, outputs: 1) with
            {
                NormalisesInputOnly = InterestKeys.BatchNormOnce.Read(config),
            },
        };
        Field FieldOf(string name) => schema.Fields.Single(field => field.Name == name);
        var numeric = pairs.SelectMany(pair => pair.Target).FirstOrDefault(
            name => FieldOf(name).Kind != FieldKind.Categorical);
        return numeric is not null
            ? throw config.Wrong(PairKeys.Usual.Target.Name, $"{numeric}, which has no ids", "categorical fields")
            : options is { AuxiliaryLoss: > 0, HasUserToItem: true } ? options.WithNegatives(config, FieldOf) : options;
    }

    /// <summary>Refuses an auxiliary loss without what it takes.</summary>
    DmrOptions WithNegatives(ConfigSection config, Func<string, Field> fieldOf)
    {
        if (Negatives.Count == 0)
        {
            throw config.Wrong(ItemKeys.Negatives.Name, null, "the negatives' fields, which aux_loss_beta takes");
        }

        if (Negatives.SelectMany(group => group).FirstOrDefault(
            name => fieldOf(name).Kind != FieldKind.Categorical) is { } other)
        {
            throw config.Wrong(
                ItemKeys.Negatives.Name, other, "categorical fields: the auxiliary loss takes one negative for a row");
        }

        return Pairs.All(pair => fieldOf(pair.History[0]).MaxLength > 1) ? this : throw config.Wrong(
            PairKeys.Usual.History.Name, "a history of one position", "two or more, which aux_loss_beta takes");
    }
}
