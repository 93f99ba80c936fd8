using RankElastor.Data.Configuration;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Histories;
using RankElastor.Model.Layers.LongHistories;
using RankElastor.Model.Zoo.Baselines;

namespace RankElastor.Model.Zoo.LongHistories;

/// <summary>
/// Our reading of the compression in LONGER (Chai et al., 2025): neighbouring items become one token through a small
/// network, the newest ones stay single, and the target attends to all tokens. LONGER's transformer layers and global
/// tokens are not part of it. There is no reference to compare with.
/// </summary>
public sealed record Longer : LongInterest
{
    /// <summary>Items that become one token.</summary>
    public int Run { get; init; } = 4;

    /// <summary>The newest positions, which stay single; all of a shorter history.</summary>
    public int Newest { get; init; } = 50;

    /// <summary>Hidden layers of the network that merges; none for a Linear alone.</summary>
    public required MlpOptions Network { get; init; }

    static readonly Key<int> _run = Key.Whole(
        "merge_items", "Neighbouring items that become one token.", 4, least: 1, most: Key.MostWidth);
    static readonly Key<int> _single = Key.Whole(
        "single_items", "The newest positions, which stay tokens of their own.", 50, least: 0, most: Key.MostWidth);
    static readonly NetworkKeys _network = new(
        "merge_hidden_units", "merge_activations", dropout: null, batchNorm: null, []);
    static readonly KeyTable<TargetAttentionOptions> _attention =
        TargetAttentionOptions.KeysOf(scale: true, projects: true);

    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "LONGER",
        [
            .. LongHistoryOptions.Keys, LongHistoryOptions.MaxLen, .. _attention, _run, _single, .. _network.Keys,
        ],
        (config, schema, seed) => new LongHistoryModel(
            LongHistoryOptions.From(config, schema, _attention.Read(config), From(config), window: null), schema,
            seed));

    static Longer From(ConfigSection config) => new()
    {
        Run = _run.Read(config),
        Newest = _single.Read(config),
        Network = _network.Read(config, outputs: null),
    };

    /// <inheritdoc/>
    internal override IInterest Make(InterestPlace place) => new MergedItems(
        place.Root, place.Width, place.Length, new MergedItemsOptions
        {
            Run = Run,
            Newest = Newest,
            Network = Network,
            Attention = place.Attention,
        });
}
