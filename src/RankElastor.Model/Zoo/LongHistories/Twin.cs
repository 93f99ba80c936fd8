using RankElastor.Data.Configuration;
using RankElastor.Model.Layers.Histories;

namespace RankElastor.Model.Zoo.LongHistories;

/// <summary>
/// TWIN's attention (Chang et al., 2023): every head searches with the scores that it attends with, and attends to the
/// items that it scores highest.
/// </summary>
public sealed record Twin : LongInterest
{
    /// <summary>Items that a head finds; fewer where the history is shorter.</summary>
    public int Most { get; init; } = 50;

    static readonly Key<int> _crossed = Key.Whole(
        "Kc_cross_features", "Fields of user and item crossed; FuxiCTR cannot run any, and none are built.", 0,
        least: 0, most: 0);
    static readonly KeyTable<TargetAttentionOptions> _attention = TargetAttentionOptions.KeysOf();

    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "TWIN",
        [
            .. LongHistoryOptions.Keys, LongHistoryOptions.MaxLen, .. ShortWindow.Keys, .. _attention,
            LongHistoryOptions.TopK, _crossed,
        ],
        (config, schema, seed) => new LongHistoryModel(
            LongHistoryOptions.From(
                config, schema, _attention.Read(config), From(config), ShortWindow.Keys.Read(config)),
            schema, seed));

    static Twin From(ConfigSection config)
    {
        _crossed.Read(config);
        return new Twin { Most = LongHistoryOptions.TopK.Read(config) };
    }

    /// <inheritdoc/>
    internal override IInterest Make(InterestPlace place) => new TargetAttention(
        place.Root.Sub("long_attention"), place.Width, place.Attention with { Most = Most }, key: "W_h");
}
