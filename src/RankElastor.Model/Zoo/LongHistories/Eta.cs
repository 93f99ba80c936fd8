using RankElastor.Data.Configuration;
using RankElastor.Model.Layers.Histories;
using RankElastor.Model.Layers.LongHistories;

namespace RankElastor.Model.Zoo.LongHistories;

/// <summary>
/// ETA's search (Chen et al., 2021): the target attends to the items of the long history whose random hash is nearest
/// to its own.
/// </summary>
public sealed record Eta : LongInterest
{
    /// <summary>Bits of the hash.</summary>
    public int Bits { get; init; } = 32;

    /// <summary>Items that the search finds; fewer where the history is shorter.</summary>
    public int Most { get; init; } = 50;

    /// <summary>Whether all training steps hash alike; else each draws anew.</summary>
    public bool ReusesHash { get; init; } = true;

    /// <summary>The bits of a hash.</summary>
    internal static Key<int> HashBits { get; } = Key.Whole(
        "hash_bits", "Bits of a hash.", 32, least: 1, most: Key.MostWidth);

    /// <summary>Whether the hash stays.</summary>
    internal static Key<bool> ReuseHash { get; } = Key.Flag(
        "reuse_hash",
        "All training steps hash alike; False: each draws its planes anew, and evaluation takes the first ones.", true);

    static readonly KeyTable<TargetAttentionOptions> _attention = TargetAttentionOptions.KeysOf(scale: true);

    /// <summary>Its entry in the zoo, in both of FuxiCTR's forms.</summary>
    internal static ZooModel Entry { get; } = new(
        "ETA",
        [
            .. LongHistoryOptions.Keys, LongHistoryOptions.MaxLen, .. ShortWindow.Keys, .. PairedHistoryOptions.Keys,
            .. _attention, HashBits, LongHistoryOptions.TopK, ReuseHash,
        ],
        (config, schema, seed) => PairedHistoryOptions.AreIn(config)
            ? new PairedHistoryModel(
                PairedHistoryOptions.From(config, schema, _attention.Read(config), From(config)), schema, seed)
            : new LongHistoryModel(
                LongHistoryOptions.From(
                    config, schema, _attention.Read(config), From(config), ShortWindow.Keys.Read(config)),
                schema, seed));

    static Eta From(ConfigSection config) => new()
    {
        Bits = HashBits.Read(config),
        Most = LongHistoryOptions.TopK.Read(config),
        ReusesHash = ReuseHash.Read(config),
    };

    /// <inheritdoc/>
    internal override IInterest Make(InterestPlace place) => new HashedAttention(
        new SignHash(place.Root, "random_rotations", [1, place.Width, Bits], place.Width, ReusesHash),
        new TargetAttention(place.Root.Sub("long_attention"), place.Width, place.Attention), Most, Bits + 1,
        "long_items");

    /// <inheritdoc/>
    internal override IInterest Make(InterestPlace place, int pair) => new HashedAttention(
        new SignHash(place.Root.Sub("random_rotations"), $"{pair}", [place.Width, Bits], place.Width, ReusesHash),
        new TargetAttention(place.Root.Sub("long_attention").Sub(pair), place.Width, place.Attention), Most, Bits,
        $"long_items.{pair}");
}
