using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace RankElastor.Numerics.Kernels;

/// <summary>Asks the processor for a cache line some rows before it is needed: random rows of a table are bound by memory latency.</summary>
static class CacheHint
{
    /// <summary>
    /// How many rows ahead. On a busy 2-core AVX2 EPYC, 20 floats a row: gathering 17 ns a row instead of 38 at 100,000 rows and 26
    /// instead of 50 at 2,000,000; scatter-add 20 instead of 31 at 100,000.
    /// </summary>
    public const int Rows = 12;

    /// <summary>Fetches the line of one item; a hint, so an index outside the span does no harm.</summary>
    public static unsafe void Fetch<T>(ReadOnlySpan<T> span, int index)
        where T : unmanaged
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref MemoryMarshal.GetReference(span), index)));
        }
    }
}
