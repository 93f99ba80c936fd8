using RankElastor.Data.Configuration;
using RankElastor.Model.Layers.Histories;
using RankElastor.Model.Layers.LongHistories;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.LongHistories;

/// <summary>
/// SDIM's interest (Cao et al., 2022): the sum of the items that share the target's bucket, averaged over several
/// random hashes.
/// </summary>
public sealed record Sdim : LongInterest
{
    /// <summary>Hashes.</summary>
    public int Hashes { get; init; } = 1;

    /// <summary>Bits of each hash, which has 2^bits buckets.</summary>
    public int Bits { get; init; } = 4;

    /// <summary>Whether all training steps hash alike; else each draws anew.</summary>
    public bool ReusesHash { get; init; } = true;

    /// <summary>Whether the sum of a bucket is divided by its length.</summary>
    public bool Normalises { get; init; }

    static readonly Key<int> _hashes = Key.Whole("num_hashes", "Hashes.", 1, least: 1, most: Key.MostWidth);
    static readonly Key<int> _bits = Eta.HashBits with { Default = 4 };
    static readonly Key<bool> _normalises = Key.Flag(
        "l2_norm", "The sum of a bucket is divided by its length; not in FuxiCTR 2.3.1's form.");
    static readonly KeyTable<TargetAttentionOptions> _attention =
        TargetAttentionOptions.KeysOf(scale: true, projects: true);

    /// <summary>Its entry in the zoo, in both of FuxiCTR's forms.</summary>
    internal static ZooModel Entry { get; } = new(
        "SDIM",
        [
            .. LongHistoryOptions.Keys, LongHistoryOptions.MaxLen, .. ShortWindow.Keys, .. PairedHistoryOptions.Keys,
            .. _attention, _hashes, _bits, Eta.ReuseHash, _normalises,
        ],
        (config, schema, seed) => PairedHistoryOptions.AreIn(config)
            ? new PairedHistoryModel(
                PairedHistoryOptions.From(config, schema, _attention.Read(config), From(config)), schema, seed)
            : new LongHistoryModel(
                LongHistoryOptions.From(
                    config, schema, _attention.Read(config),
                    From(config) with { Normalises = _normalises.Read(config) }, ShortWindow.Keys.Read(config)),
                schema, seed));

    static Sdim From(ConfigSection config) => new()
    {
        Hashes = _hashes.Read(config),
        Bits = _bits.Read(config),
        ReusesHash = Eta.ReuseHash.Read(config),
    };

    /// <inheritdoc/>
    internal override bool StandsFirst => true;

    /// <inheritdoc/>
    internal override IInterest Make(InterestPlace place)
    {
        AddPowers(place);
        long[] shape = [1, place.Width, Hashes, Bits];
        return new BucketSum(
            new SignHash(place.Root, "random_rotations", shape, place.Width, ReusesHash), Hashes, Normalises,
            "long_sums");
    }

    /// <inheritdoc/>
    internal override IInterest Make(InterestPlace place, int pair)
    {
        if (pair == 0)
        {
            AddPowers(place);
        }

        long[] shape = [place.Width, Hashes, Bits];
        return new BucketSum(
            new SignHash(place.Root.Sub("random_rotations"), $"{pair}", shape, place.Width, ReusesHash), Hashes,
            Normalises, $"long_sums.{pair}");
    }

    /// <summary>The reference numbers buckets by them; here bits are compared.</summary>
    void AddPowers(InterestPlace place) => place.Root.AddConstant(
        "powers_of_two", tensor([.. Enumerable.Range(0, Bits).Select(bit => MathF.Pow(2, bit))]));
}
