using RankElastor.Data.Configuration;
using RankElastor.Data.Schemas;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Histories;
using RankElastor.Model.Zoo.Baselines;

namespace RankElastor.Model.Zoo.LongHistories;

/// <summary>Options of a model of one long history.</summary>
public sealed record LongHistoryOptions
{
    internal const int All = int.MaxValue;

    /// <summary>Numbers per field's vector.</summary>
    public int Width { get; init; } = 10;

    /// <summary>The item that is ranked and the history.</summary>
    public required HistoryPair Pair { get; init; }

    /// <summary>The newest positions of the history that the model reads.</summary>
    public int MaxLength { get; init; } = All;

    /// <summary>The newest items, which have an attention of their own; null for none.</summary>
    public ShortWindow? Window { get; init; }

    /// <summary>The attentions.</summary>
    public required TargetAttentionOptions Attention { get; init; }

    /// <summary>What the whole history becomes.</summary>
    public required LongInterest Interest { get; init; }

    /// <summary>The network on what becomes of the history and on the other fields.</summary>
    public required MlpOptions Network { get; init; }

    /// <summary>E.</summary>
    internal static Key<int> EmbeddingDim { get; } = Key.Whole(
        "embedding_dim", "E: numbers per field's embedding.", 10, least: 1, most: Key.MostWidth);

    /// <summary>The network.</summary>
    internal static NetworkKeys NetworkKeys { get; } =
        new("dnn_hidden_units", "dnn_activations", absent: [512, 128, 64]);

    /// <summary>The items that a search finds.</summary>
    internal static Key<int> TopK { get; } = Key.Whole(
        "topk", "Items of the long history that the search finds; fewer where it is shorter.", 50, least: 1,
        most: Key.MostWidth);

    /// <summary>The newest positions that count.</summary>
    internal static Key<int> MaxLen { get; } = Key.Whole(
        "max_len", "The newest positions of the history that the model reads.", All, least: 1, most: Key.MostWidth,
        words: ("all", All));

    /// <summary>Batches of an update.</summary>
    internal static Key<int> Accumulation { get; } = Key.Whole(
        "accumulation_steps", "Batches of an update; more than one is not built.", 1, least: 1, most: 1);

    static readonly Key<IReadOnlyList<IReadOnlyList<string>>> _target = NameGroups.Key(
        "target_field", "Fields of the item that is ranked, as one list in a list.") with
    { DefaultWords = "fields whose table a sequence shares", Example = "[[item_id, cate_id]]" };
    static readonly Key<IReadOnlyList<IReadOnlyList<string>>> _history = NameGroups.Key(
        "sequence_field", "Sequence fields of the history's items, one for each target field.") with
    { DefaultWords = "the sequences that share these tables", Example = "[[click_history, cate_history]]" };

    /// <summary>The keys of every such model but <see cref="MaxLen"/>.</summary>
    internal static IReadOnlyList<Key> Keys { get; } =
        [EmbeddingDim, _target, _history, Accumulation, .. NetworkKeys.Keys];

    /// <summary>Reads the keys.</summary>
    internal static LongHistoryOptions From(
        ConfigSection config, Schema schema, TargetAttentionOptions attention, LongInterest interest,
        ShortWindow? window)
    {
        Accumulation.Read(config);
        return new LongHistoryOptions
        {
            Width = EmbeddingDim.Read(config),
            Pair = PairOf(config, schema),
            MaxLength = MaxLen.Read(config),
            Window = window,
            Attention = attention,
            Interest = interest,
            Network = NetworkKeys.Read(config, outputs: 1),
        };
    }

    /// <summary>The pair that two keys name, or the one that the schema shows.</summary>
    internal static HistoryPair PairOf(ConfigSection config, Schema schema)
    {
        var pairs = HistoryPair.Read(config, schema, _target, _history);
        return pairs switch
        {
            [var pair] => pair,
            [] => Shared(schema) ?? throw config.Wrong(
                _history.Name, "nothing, and no sequence that shares a field's table", _history.Allowed),
            _ => throw config.Wrong(
                _target.Name, $"{pairs.Count} entries", $"one: a list of fields in a list, as {_target.Example}"),
        };
    }

    /// <summary>Fields whose tables sequences share, and these sequences, those of the longest length.</summary>
    static HistoryPair? Shared(Schema schema)
    {
        List<Field> sequences =
        [
            .. schema.ModelFields
                .Where(field => field is { Kind: FieldKind.Sequence, ShareEmbedding: not null })
                .GroupBy(field => field.MaxLength).MaxBy(group => group.Key) ?? Enumerable.Empty<Field>(),
        ];
        List<Field> targets =
        [
            .. schema.ModelFields.Where(field => field.Kind == FieldKind.Categorical
                && sequences.Exists(sequence => sequence.ShareEmbedding == field.Name)),
        ];
        return targets.Count == 0 ? null : new HistoryPair(
            [.. targets.Select(field => field.Name)],
            [.. targets.Select(field => sequences.Find(sequence => sequence.ShareEmbedding == field.Name)!.Name)]);
    }
}
