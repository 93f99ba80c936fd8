using System.Numerics;

namespace RankElastor.Numerics.Kernels;

/// <summary>
/// The way back through <see cref="ScaledRelu"/> without a scale: d_rc = keep · g_rc where y_rc &gt; 0, else 0, and sums_c += Σ_r d_rc, the gradient
/// of the shift, in the same pass.
/// </summary>
/// <remarks>keep is 1/(1 − p) of the dropout. Where y is 0 the element was dropped or inactive, so the mask need not be drawn again.</remarks>
public static class ReluGradient
{
    /// <summary>Does a block of whole rows of <c>sums.Length</c> columns; <paramref name="d"/> may be <paramref name="g"/>.</summary>
    public static void Apply(ReadOnlySpan<float> g, ReadOnlySpan<float> y, float keep, Span<float> d, Span<float> sums)
    {
        CheckLengths(g, y, d, sums);
        for (var start = 0; start < g.Length; start += sums.Length)
        {
            var above = g.Slice(start, sums.Length);
            var value = y.Slice(start, sums.Length);
            var below = d.Slice(start, sums.Length);
            var c = 0;
            for (; c <= sums.Length - Vector<float>.Count; c += Vector<float>.Count)
            {
                var active = Vector.GreaterThan(new Vector<float>(value[c..]), Vector<float>.Zero);
                var here = Vector.ConditionalSelect(active, new Vector<float>(above[c..]) * keep, Vector<float>.Zero);
                here.CopyTo(below[c..]);
                (new Vector<float>(sums[c..]) + here).CopyTo(sums[c..]);
            }

            for (; c < sums.Length; c++)
            {
                below[c] = value[c] > 0 ? above[c] * keep : 0;
                sums[c] += below[c];
            }
        }
    }

    /// <summary>The definition.</summary>
    internal static void Scalar(ReadOnlySpan<float> g, ReadOnlySpan<float> y, float keep, Span<float> d, Span<float> sums)
    {
        for (var i = 0; i < g.Length; i++)
        {
            d[i] = y[i] > 0 ? g[i] * keep : 0;
            sums[i % sums.Length] += d[i];
        }
    }

    static void CheckLengths(ReadOnlySpan<float> g, ReadOnlySpan<float> y, Span<float> d, Span<float> sums)
    {
        if (g.Length % sums.Length != 0 || y.Length != g.Length || d.Length != g.Length)
        {
            throw new ArgumentException($"Lengths differ: {g.Length} gradients, {y.Length} values, {d.Length} results in rows of {sums.Length}.");
        }
    }
}
