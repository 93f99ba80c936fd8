using System.Numerics;

namespace RankElastor.Kernels.Rows;

/// <summary>
/// ReLU and its backward pass, in place, for the few numbers of a row inside a fused kernel: TensorPrimitives.Max takes
/// half as long again there.
/// </summary>
static class Relu
{
    /// <summary>x ← max(0, x).</summary>
    public static void Apply(Span<float> x)
    {
        var i = 0;
        for (; i <= x.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Max(new Vector<float>(x[i..]), Vector<float>.Zero).CopyTo(x[i..]);
        }

        for (; i < x.Length; i++)
        {
            x[i] = MathF.Max(x[i], 0);
        }
    }

    /// <summary>g ← g where the output y is above zero, else 0.</summary>
    public static void Backward(Span<float> g, ReadOnlySpan<float> y)
    {
        var i = 0;
        for (; i <= g.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var active = Vector.GreaterThan(new Vector<float>(y[i..]), Vector<float>.Zero);
            Vector.ConditionalSelect(active, new Vector<float>(g[i..]), Vector<float>.Zero).CopyTo(g[i..]);
        }

        for (; i < g.Length; i++)
        {
            g[i] = y[i] > 0 ? g[i] : 0;
        }
    }
}
