using RankElastor.Kernels.Updates;

namespace RankElastor.Training.Optimisation.Updates;

/// <summary>
/// A piece of a step's work whose cut does not depend on threads. Pieces leave their sums in their own place, so that the total has one order.
/// </summary>
abstract class Piece
{
    /// <summary>Elements a piece holds at most, about what fits in a core's second cache with gradient and state.</summary>
    public const int Elements = 16384;

    /// <summary>The piece's part of the squared gradient norm.</summary>
    public double SquaredGradient { get; protected set; }

    /// <summary>The piece's part of the penalty.</summary>
    public double Penalty { get; protected set; }

    /// <summary>First pass: norm and penalty.</summary>
    public abstract void Measure();

    /// <summary>Second pass: the update.</summary>
    public abstract void Update(UpdateRule rule);
}
