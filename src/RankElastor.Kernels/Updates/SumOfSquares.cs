using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RankElastor.Kernels.Updates;

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
            var (lower, upper) = Vector512.Widen(Vector512.LoadUnsafe(ref first, (nuint)done));
            low += lower * lower;
            high += upper * upper;
        }

        return Vector512.Sum(low + high) + Scalar(x[done..]);
    }
}
