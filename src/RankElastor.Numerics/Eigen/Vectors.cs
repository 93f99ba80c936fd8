using System.Numerics;
using System.Runtime.InteropServices;

namespace RankElastor.Numerics.Eigen;

/// <summary>The two operations on float64 vectors of equal length that everything here is made of. Sums over SIMD lanes, so to rounding only.</summary>
static class Vectors
{
    /// <summary>sum x_i y_i.</summary>
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var wideX = MemoryMarshal.Cast<double, Vector<double>>(x);
        var wideY = MemoryMarshal.Cast<double, Vector<double>>(y);
        Vector<double> even = default, odd = default;
        var i = 0;
        for (; i < wideX.Length - 1; i += 2)
        {
            even += wideX[i] * wideY[i];
            odd += wideX[i + 1] * wideY[i + 1];
        }

        for (; i < wideX.Length; i++)
        {
            even += wideX[i] * wideY[i];
        }

        var sum = Vector.Sum(even + odd);
        for (var k = wideX.Length * Vector<double>.Count; k < x.Length; k++)
        {
            sum += x[k] * y[k];
        }

        return sum;
    }

    /// <summary>y ← y + factor · x.</summary>
    public static void AddScaled(Span<double> y, ReadOnlySpan<double> x, double factor)
    {
        var wideX = MemoryMarshal.Cast<double, Vector<double>>(x);
        var wideY = MemoryMarshal.Cast<double, Vector<double>>(y);
        for (var i = 0; i < wideX.Length; i++)
        {
            wideY[i] += wideX[i] * factor;
        }

        for (var k = wideX.Length * Vector<double>.Count; k < x.Length; k++)
        {
            y[k] += factor * x[k];
        }
    }
}
