using System.Numerics;

namespace RankElastor.Numerics.Kernels;

/// <summary>sum of x_i², each square and the sum in double precision. An empty span sums to 0.</summary>
public static class SumOfSquares
{
    /// <summary>The sum; its last digits depend on the lane count of the machine, not on threads.</summary>
    public static double Of(ReadOnlySpan<float> x) => Vectorised(x);

    internal static double Scalar(ReadOnlySpan<float> x)
    {
        var sum = 0.0;
        foreach (var value in x)
        {
            sum += (double)value * value;
        }

        return sum;
    }

    internal static double Vectorised(ReadOnlySpan<float> x)
    {
        Vector<double> low = default, high = default;
        var done = 0;
        for (; done <= x.Length - Vector<float>.Count; done += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(x[done..]), out var lower, out var upper);
            low += lower * lower;
            high += upper * upper;
        }

        return Vector.Sum(low + high) + Scalar(x[done..]);
    }
}
