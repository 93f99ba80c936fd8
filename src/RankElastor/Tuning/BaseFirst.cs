using RankElastor.Numerics.Randomness;

namespace RankElastor.Tuning;

/// <summary>A search whose first point is given.</summary>
/// <param name="values">The point.</param>
/// <param name="rest">Proposes the others.</param>
public sealed class BaseFirst(IReadOnlyList<object?> values, ISearch rest) : ISearch
{
    /// <inheritdoc/>
    public Proposal? Next(IReadOnlyList<TriedPoint> tried, SeededRandom random) =>
        tried.Count == 0 ? new(values) : rest.Next(tried, random);
}
