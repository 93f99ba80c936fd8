using RankElastor.Kernels.Updates;

namespace RankElastor.Training.Optimisation.Updates;

/// <summary>
/// A fixed block of weights, the unit of parallel work. Its borders do not depend on threads. It keeps its own sums, so
/// that their total has one order.
/// </summary>
abstract class UpdateBlock
{
    /// <summary>Most weights of a block: with gradient and state about what fits in a core's second cache.</summary>
    public const int Elements = 16384;

    public double SquaredGradient { get; protected set; }
    public double Penalty { get; protected set; }

    /// <summary>L2's strength, which is a part of the update's rule.</summary>
    public abstract double L2 { get; }

    public abstract void Measure();

    public abstract void Update(UpdateRule rule);
}
