using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace RankElastor.Training.Optimisation.Updates;

/// <summary>Asks for cache lines before they are needed; without effect on results, and nothing where the processor has no such hint.</summary>
static class Cache
{
    const int LineFloats = 16;

    /// <summary>The lines of values[start … start + count − 1].</summary>
    public static unsafe void Fetch(ReadOnlySpan<float> values, int start, int count)
    {
        if (Sse.IsSupported && values.Length > 0)
        {
            for (var at = start; at < start + count; at += LineFloats)
            {
                Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref MemoryMarshal.GetReference(values), at)));
            }
        }
    }
}
