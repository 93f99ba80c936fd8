using System.Runtime.Intrinsics.X86;

namespace RankElastor.Kernels.Rows;

/// <summary>
/// Prefetch of a table row's cache lines: random rows are bound by memory latency. Without effect on results, and
/// nothing where the processor has no such hint.
/// </summary>
public static class CacheHint
{
    const int LineBytes = 64;

    /// <summary>
    /// The lines of memory from <paramref name="address"/> on; an address outside any table does no harm.
    /// </summary>
    public static unsafe void Fetch(nint address, int bytes)
    {
        if (Sse.IsSupported)
        {
            for (var at = address & ~(LineBytes - 1); at < address + bytes; at += LineBytes)
            {
                Sse.Prefetch0((void*)at);
            }
        }
    }
}
