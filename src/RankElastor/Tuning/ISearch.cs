using RankElastor.Numerics.Randomness;

namespace RankElastor.Tuning;

/// <summary>
/// Chooses points one after another. It remembers nothing: what is proposed depends on what was tried and on the random
/// numbers alone, so that a search that was interrupted goes on as if it had not been.
/// </summary>
public interface ISearch
{
    /// <summary>What is trained next; null where nothing is left to try.</summary>
    /// <param name="tried">What was trained before, in order.</param>
    /// <param name="random">A stream for this proposal, fixed by the seed and the number of those tried.</param>
    Proposal? Next(IReadOnlyList<TriedPoint> tried, SeededRandom random);
}

/// <summary>A point to train.</summary>
/// <param name="Values">One for each dimension of the space.</param>
public sealed record Proposal(IReadOnlyList<object?> Values)
{
    /// <summary>
    /// Epochs after which it pauses, those of earlier rounds included; null for as many as the experiment has.
    /// </summary>
    public int? Epochs { get; init; }

    /// <summary>The round of successive halving, from 0.</summary>
    public int Rung { get; init; }

    /// <summary>The number of the tried point that goes on; null for a new one.</summary>
    public int? Continues { get; init; }
}
