using RankElastor.Data.Configuration;
using RankElastor.Data.Schemas;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Histories;

namespace RankElastor.Model.Zoo.LongHistories;

/// <summary>Options of <see cref="PairedHistoryModel"/>.</summary>
public sealed record PairedHistoryOptions
{
    /// <summary>Numbers per field's vector.</summary>
    public int Width { get; init; } = 10;

    /// <summary>Targets and the histories that meet an attention.</summary>
    public required IReadOnlyList<HistoryPair> ShortPairs { get; init; }

    /// <summary>Targets and the histories that meet a search; other fields than those of the short ones.</summary>
    public required IReadOnlyList<HistoryPair> LongPairs { get; init; }

    /// <summary>The attentions.</summary>
    public required TargetAttentionOptions Attention { get; init; }

    /// <summary>The searches.</summary>
    public required LongInterest Interest { get; init; }

    /// <summary>The network on all fields.</summary>
    public required MlpOptions Network { get; init; }

    static readonly Key<IReadOnlyList<IReadOnlyList<string>>> _shortTarget = Target("short"),
        _shortHistory = History("short"), _longTarget = Target("long"), _longHistory = History("long");

    /// <summary>The keys that only these models have.</summary>
    internal static IReadOnlyList<Key> Keys { get; } = [_shortTarget, _shortHistory, _longTarget, _longHistory];

    /// <summary>Whether a section means FuxiCTR 2.3.1's form of a model.</summary>
    internal static bool AreIn(ConfigSection config) =>
        config.Keys.Contains(_shortTarget.Name) || config.Keys.Contains(_longTarget.Name);

    /// <summary>Reads the keys.</summary>
    internal static PairedHistoryOptions From(
        ConfigSection config, Schema schema, TargetAttentionOptions attention, LongInterest interest)
    {
        var shorts = HistoryPair.Read(config, schema, _shortTarget, _shortHistory);
        var longs = HistoryPair.Read(config, schema, _longTarget, _longHistory);
        var twice = shorts.Concat(longs).SelectMany(pair => pair.History).CountBy(name => name)
            .FirstOrDefault(pair => pair.Value > 1).Key;
        return twice is not null
            ? throw config.Wrong(_longHistory.Name, twice, "fields that no other pair has")
            : new PairedHistoryOptions
            {
                Width = LongHistoryOptions.EmbeddingDim.Read(config),
                ShortPairs = shorts,
                LongPairs = longs,
                Attention = attention,
                Interest = interest,
                Network = LongHistoryOptions.NetworkKeys.Read(config, outputs: 1),
            };
    }

    static Key<IReadOnlyList<IReadOnlyList<string>>> Target(string kind) => NameGroups.Key(
        $"{kind}_target_field", $"Fields of the item that is ranked, for the {kind} histories; FuxiCTR 2.3.1's form.",
        "item_id", "cate_id");

    static Key<IReadOnlyList<IReadOnlyList<string>>> History(string kind) => NameGroups.Key(
        $"{kind}_sequence_field", $"Sequence fields of the {kind} histories' items, one for each of their targets.",
        "click_history", "cate_history");
}
