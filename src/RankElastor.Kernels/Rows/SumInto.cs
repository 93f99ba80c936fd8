using System.Numerics;

namespace RankElastor.Kernels.Rows;

/// <summary>sums_i += x_i.</summary>
static class SumInto
{
    /// <summary>Both spans have one length.</summary>
    public static void Add(ReadOnlySpan<float> x, Span<float> sums)
    {
        var i = 0;
        for (; i <= x.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            (new Vector<float>(sums[i..]) + new Vector<float>(x[i..])).CopyTo(sums[i..]);
        }

        for (; i < x.Length; i++)
        {
            sums[i] += x[i];
        }
    }
}
