using RankElastor.Data.Configuration;
using RankElastor.Model.Layers.Histories;
using RankElastor.Model.Layers.LongHistories;

namespace RankElastor.Model.Zoo.LongHistories;

/// <summary>
/// MIRRN's interests (Xu et al., 2025): three searches by hash, for the target, for the mean of the newest items and
/// for that of all; what each finds passes a filter of frequencies, and the target attends to the three means.
/// </summary>
public sealed record Mirrn : LongInterest
{
    /// <summary>Bits of the hash.</summary>
    public int Bits { get; init; } = 32;

    /// <summary>Items that a search finds; fewer where the history is shorter.</summary>
    public int Most { get; init; } = 50;

    /// <summary>Rows of the table of positions.</summary>
    public int MaxLength { get; init; } = 1000;

    /// <summary>Whether all training steps hash alike; else each draws anew.</summary>
    public bool ReusesHash { get; init; } = true;

    /// <summary>Whether the filters' blocks act as a whole, or their diagonals as in FuxiCTR.</summary>
    public bool Mixes { get; init; }

    /// <summary>Dropout of what the filters add; FuxiCTR has no key for it.</summary>
    public double FilterDropout { get; init; } = 0.1;

    static readonly Key<int> _maxLength = LongHistoryOptions.MaxLen with { Default = 1000 };
    static readonly Key<bool> _mixes = Key.Word(
        "filter_weights",
        "What of the filters' four blocks acts: reference: the diagonals; full: all, so that numbers of a block mix.",
        ("reference", false), ("full", true));
    static readonly Key<double> _dropout = Key.Real(
        "filter_dropout", "Dropout of what the filters add; FuxiCTR's is fixed.", 0.1, least: 0, below: 1);
    static readonly KeyTable<TargetAttentionOptions> _attention = TargetAttentionOptions.KeysOf(scale: true);

    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "MIRRN",
        [
            .. LongHistoryOptions.Keys, _maxLength, .. ShortWindow.Keys, .. _attention, Eta.HashBits,
            LongHistoryOptions.TopK, Eta.ReuseHash, _mixes, _dropout,
        ],
        (config, schema, seed) =>
        {
            var interest = From(config);
            return new LongHistoryModel(
                LongHistoryOptions.From(
                    config, schema, _attention.Read(config), interest, ShortWindow.Keys.Read(config)) with
                { MaxLength = interest.MaxLength },
                schema, seed);
        });

    static Mirrn From(ConfigSection config) => new()
    {
        Bits = Eta.HashBits.Read(config),
        Most = LongHistoryOptions.TopK.Read(config),
        MaxLength = _maxLength.Read(config),
        ReusesHash = Eta.ReuseHash.Read(config),
        Mixes = _mixes.Read(config),
        FilterDropout = _dropout.Read(config),
    };

    /// <inheritdoc/>
    internal override IInterest Make(InterestPlace place) => new MultiResolution(
        place.Root, place.Width,
        new SignHash(place.Root, "random_rotations", [place.Width, Bits], place.Width, ReusesHash),
        new MultiResolutionOptions
        {
            Bits = Bits,
            Most = Most,
            MaxLength = MaxLength == LongHistoryOptions.All ? place.Length : MaxLength,
            Mixes = Mixes,
            Dropout = FilterDropout,
            Attention = place.Attention,
        });
}
