using RankElastor.Data.Configuration;
using RankElastor.Data.Schemas;
using RankElastor.Model.Embeddings;

namespace RankElastor.Model.Zoo.Histories;

/// <summary>The two keys that name a model's targets and histories, behind a prefix such as <c>din_</c>.</summary>
sealed class PairKeys(string prefix = "")
{
    /// <summary>Those without a prefix, which most models have.</summary>
    public static PairKeys Usual { get; } = new();

    /// <summary>Fields of the item that is ranked.</summary>
    public Key<IReadOnlyList<IReadOnlyList<string>>> Target { get; } = NameGroups.Key(
        $"{prefix}target_field", "Fields of the item that is ranked.", "item_id", "cate_id");

    /// <summary>Fields of the history's items.</summary>
    public Key<IReadOnlyList<IReadOnlyList<string>>> History { get; } = NameGroups.Key(
        $"{prefix}sequence_field", "Sequence fields of the history's items, one for each target field.",
        "click_history", "cate_history");

    /// <summary>Both.</summary>
    public IReadOnlyList<Key> Keys => [Target, History];

    /// <summary>The pairs that they name.</summary>
    public IReadOnlyList<HistoryPair> Read(ConfigSection config, Schema schema) =>
        HistoryPair.Read(config, schema, Target, History);
}
