using System.Numerics.Tensors;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RankElastor.Kernels.Chains;

/// <summary>
/// Copies of short rows to and from padded matrices: whole vectors, the last of them overlapping the one before. Source
/// and target do not overlap.
/// </summary>
static unsafe class RowCopy
{
    const int Lanes = 16;

    /// <summary>
    /// Prefetches a row of the next block: rows of one group lie pages apart, which no hardware prefetcher foresees. A
    /// hint; any address will do.
    /// </summary>
    public static void Fetch(float* row, int width)
    {
        if (Sse.IsSupported)
        {
            for (var j = 0; j < width + Lanes; j += Lanes)
            {
                Sse.Prefetch0(row + j);
            }
        }
    }

    /// <summary>target[0 … width) = source, and zero up to the next multiple of 16.</summary>
    public static void Padded(float* source, int width, float* target)
    {
        Vector512<float>.Zero.Store(target + RowStage.Padded(width) - Lanes);
        Plain(source, width, target);
    }

    /// <summary>target[0 … width) = source.</summary>
    public static void Plain(float* source, int width, float* target)
    {
        if (width < Lanes)
        {
            new ReadOnlySpan<float>(source, width).CopyTo(new Span<float>(target, width));
            return;
        }

        for (var j = 0; j < width - Lanes; j += Lanes)
        {
            Vector512.Load(source + j).Store(target + j);
        }

        Vector512.Load(source + width - Lanes).Store(target + width - Lanes);
    }

    /// <summary>target[0 … width) = a + b.</summary>
    public static void Sum(float* a, float* b, int width, float* target)
    {
        if (width < Lanes)
        {
            TensorPrimitives.Add(
                new ReadOnlySpan<float>(a, width), new ReadOnlySpan<float>(b, width), new Span<float>(target, width));
            return;
        }

        for (var j = 0; j < width - Lanes; j += Lanes)
        {
            (Vector512.Load(a + j) + Vector512.Load(b + j)).Store(target + j);
        }

        var last = width - Lanes;
        (Vector512.Load(a + last) + Vector512.Load(b + last)).Store(target + last);
    }
}
