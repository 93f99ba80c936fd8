using System.Numerics;

namespace RankElastor.Kernels.Updates;

/// <summary>y = a·x and y += a·x.</summary>
static class Scale
{
    /// <summary>y[i] = a·x[i].</summary>
    public static void To(Span<float> y, ReadOnlySpan<float> x, float a)
    {
        var done = 0;
        for (; done <= y.Length - Vector<float>.Count; done += Vector<float>.Count)
        {
            (new Vector<float>(x[done..]) * a).CopyTo(y[done..]);
        }

        for (; done < y.Length; done++)
        {
            y[done] = x[done] * a;
        }
    }

    /// <summary>y[i] += a·x[i], product and sum rounded apart.</summary>
    public static void AddTo(Span<float> y, ReadOnlySpan<float> x, float a)
    {
        var done = 0;
        for (; done <= y.Length - Vector<float>.Count; done += Vector<float>.Count)
        {
            (new Vector<float>(y[done..]) + new Vector<float>(x[done..]) * a).CopyTo(y[done..]);
        }

        for (; done < y.Length; done++)
        {
            y[done] += x[done] * a;
        }
    }
}
