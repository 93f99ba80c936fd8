using Lanes = System.Runtime.Intrinsics.Vector512<float>;

namespace RankElastor.Kernels.Functions;

/// <summary>
/// An elementwise function and its derivative, 16 lanes at a time, for use inside fused kernels. Both are 0 or finite
/// for finite x.
/// </summary>
public interface IActivationFunction
{
    /// <summary>g(x).</summary>
    static abstract Lanes Value(Lanes x);

    /// <summary>
    /// True if g′ is 1 where g is positive and 0 elsewhere: the output then tells the slope, dropout included.
    /// </summary>
    static virtual bool SlopeIsOneWherePositive => false;

    /// <summary>g(x) and g′(x), sharing what they have in common.</summary>
    static abstract Lanes ValueAndSlope(Lanes x, out Lanes slope);
}
