namespace RankElastor.Numerics.RandomMatrix;

/// <summary>
/// When a direction of variance 1 + theta among directions of variance 1 can be seen in a sample of N rows and M columns, q = M / N
/// (Baik, Ben Arous and Péché, 2005): only if theta &gt; sqrt q; its eigenvalue then leaves the bulk for (1 + theta)(1 + q / theta).
/// </summary>
public static class BbpTransition
{
    /// <summary>sqrt q: weaker directions drown in the bulk.</summary>
    /// <param name="ratio">q = columns / rows, positive.</param>
    public static double VisibleAbove(double ratio)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ratio);
        return Math.Sqrt(ratio);
    }

    /// <summary>Where the largest eigenvalue lies: (1 + theta)(1 + q / theta) for a visible direction, else the edge (1 + sqrt q)². Grows with theta.</summary>
    /// <param name="strength">theta, not negative.</param>
    /// <param name="ratio">q = columns / rows, positive.</param>
    public static double Eigenvalue(double strength, double ratio)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(strength);
        var visible = Math.Max(strength, VisibleAbove(ratio));
        return (1 + visible) * (1 + ratio / visible);
    }

    /// <summary>The inverse: theta of an outlier of the sample, null for an eigenvalue inside the bulk, where theta cannot be told.</summary>
    /// <param name="eigenvalue">Of a sample whose bulk has variance 1: divide by <see cref="MarchenkoPastur.Variance"/> first.</param>
    /// <param name="ratio">q = columns / rows, positive.</param>
    public static double? Strength(double eigenvalue, double ratio)
    {
        var edge = 1 + VisibleAbove(ratio);
        if (!(eigenvalue > edge * edge))
        {
            return null;
        }

        var half = (eigenvalue - 1 - ratio) / 2;
        return half + Math.Sqrt(half * half - ratio);
    }
}
