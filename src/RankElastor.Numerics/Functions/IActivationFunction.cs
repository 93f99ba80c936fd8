using Lanes = System.Runtime.Intrinsics.Vector512<float>;

namespace RankElastor.Numerics.Functions;

/// <summary>An elementwise function and its derivative, 16 lanes at a time, for use inside fused kernels. Both are 0 or finite for finite x.</summary>
public interface IActivationFunction
{
    /// <summary>g(x).</summary>
    static abstract Lanes Value(Lanes x);

    /// <summary>g′(x).</summary>
    static abstract Lanes Slope(Lanes x);
}
