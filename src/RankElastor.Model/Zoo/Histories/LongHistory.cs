using RankElastor.Data.Configuration;
using RankElastor.Data.Schemas;
using RankElastor.Model.Embeddings;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Histories;

/// <summary>
/// What FuxiCTR's models of long histories have in common: one history of items, told from the other fields, which
/// stand in front of the item that is ranked.
/// </summary>
sealed class LongHistory
{
    readonly IReadOnlyList<string> _fields;

    static readonly Key<int> _accumulation = Key.Whole(
        "accumulation_steps", "Batches that make one step of the optimiser: 1 alone.", 1, least: 1, most: 1);

    /// <summary>The vectors of a model with one pair.</summary>
    public LongHistory(HistoryVectors vectors)
    {
        var target = vectors.Pairs[0].Target;
        _fields = [.. vectors.Others.Except(target), .. target];
        Numbers = vectors.WidthOf(_fields);
    }

    /// <summary>The keys.</summary>
    public static IReadOnlyList<Key> Keys { get; } = [.. PairKeys.Usual.Keys, _accumulation];

    /// <summary>Numbers of <see cref="Fields"/>.</summary>
    public int Numbers { get; }

    /// <summary>The pair that the keys name.</summary>
    /// <exception cref="Data.Files.InputException">Several pairs, or fields that are not there.</exception>
    public static HistoryPair Read(ConfigSection config, Schema schema)
    {
        _ = _accumulation.Read(config);
        var pairs = PairKeys.Usual.Read(config, schema);
        return pairs.Count == 1 ? pairs[0] : throw config.Wrong(
            PairKeys.Usual.Target.Name, $"{pairs.Count} entries", "one entry with all fields of an item: one history");
    }

    /// <summary>All fields but the item's and the history's in the schema's order, then the item's: [B, Numbers].
    /// </summary>
    public Tensor Fields(HistoryRows rows) => rows.Joined(_fields);
}
