namespace RankElastor.Model.Layers.Histories;

/// <summary>Options of <see cref="ItemToItem"/> and <see cref="UserToItem"/>.</summary>
/// <param name="PositionWidth">Numbers of a position's vector.</param>
/// <param name="Scores">Hidden layers of the networks that weigh items.</param>
public sealed record RelevanceOptions(int PositionWidth, MlpOptions Scores)
{
    /// <summary>Whether the item-to-item queries know their position.</summary>
    public bool HasPositions { get; init; } = true;
}
