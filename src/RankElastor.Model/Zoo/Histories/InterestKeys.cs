using RankElastor.Data.Configuration;

namespace RankElastor.Model.Zoo.Histories;

/// <summary>The keys that <see cref="Dmin"/> and <see cref="Dmr"/> share.</summary>
static class InterestKeys
{
    /// <summary>Whether attentions know positions.</summary>
    public static Key<bool> Positions { get; } = Key.Flag(
        "use_pos_emb", "The attention of the item that is ranked knows the history's positions.", true);

    /// <summary>Width of positions.</summary>
    public static Key<int> PositionWidth { get; } = Key.Whole(
        "pos_emb_dim", "Numbers of a position's vector.", 8, least: 1, most: Key.MostWidth);

    /// <summary>Whether the network sees the sum of the items.</summary>
    public static Key<bool> Sum { get; } = Key.Flag(
        "enable_sum_pooling", "The network sees the sum of the history's items too, and its product with the target.");

    /// <summary>Where the network normalises.</summary>
    public static Key<bool> BatchNormOnce { get; } = Key.Flag(
        "bn_only_once", "With batch_norm: of the network's input alone.");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Key> All { get; } = [Positions, PositionWidth, Sum, BatchNormOnce];
}
