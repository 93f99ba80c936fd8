using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RankElastor.Numerics.Kernels;

/// <summary>sum of x_i², each square and the sum in double precision. An empty span sums to 0.</summary>
public static class SumOfSquares
{
    /// <summary>The sum; 16 partial sums, so the last digits depend neither on the machine nor on threads.</summary>
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
        ref var first = ref MemoryMarshal.GetReference(x);
        var (low, high) = (Vector512<double>.Zero, Vector512<double>.Zero);
        var done = 0;
        for (; done <= x.Length - Vector512<float>.Count; done += Vector512<float>.Count)
        {
            Add(Vector512.LoadUnsafe(ref first, (nuint)done), ref low, ref high);
        }

        return Total(low, high, x[done..]);
    }

    /// <summary>Adds 16 squares; kernels that write weights sum them on the way, to the bits of <see cref="Of"/>.</summary>
    internal static void Add(Vector512<float> x, ref Vector512<double> low, ref Vector512<double> high)
    {
        var (lower, upper) = Vector512.Widen(x);
        low += lower * lower;
        high += upper * upper;
    }

    /// <summary>The sum of what <see cref="Add"/> has gathered and of the rest, fewer than 16 numbers.</summary>
    internal static double Total(Vector512<double> low, Vector512<double> high, ReadOnlySpan<float> rest) => Vector512.Sum(low + high) + Scalar(rest);
}
