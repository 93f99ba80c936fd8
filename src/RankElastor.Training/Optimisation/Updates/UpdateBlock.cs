namespace RankElastor.Training.Optimisation.Updates;

/// <summary>
/// A fixed block of weights, the unit of parallel work. Its borders do not depend on threads. It keeps its own sums, so
/// that their total has one order.
/// </summary>
abstract class UpdateBlock
{
    /// <summary>Most weights of a block: with gradient and state about what fits in a core's second cache.</summary>
    public const int Elements = 16384;

    /// <summary>The block's part of the squared gradient norm.</summary>
    public double SquaredGradient { get; protected set; }

    /// <summary>The block's part of the penalty.</summary>
    public double Penalty { get; protected set; }

    /// <summary>First pass: norm and penalty.</summary>
    public abstract void Measure();

    /// <summary>Second pass: the update.</summary>
    public abstract void Update(UpdateRule rule);
}
