using System.Runtime.InteropServices;

namespace RankElastor.Kernels.Products;

/// <summary>Float32 memory outside the managed heap, aligned to 64 bytes and zero at first.</summary>
sealed unsafe class NativeFloats : IDisposable
{
    /// <summary>Allocates <paramref name="length"/> numbers.</summary>
    public NativeFloats(long length)
    {
        var bytes = checked((nuint)Math.Max(length, 16) * sizeof(float));
        At = (float*)NativeMemory.AlignedAlloc(bytes, 64);
        NativeMemory.Clear(At, bytes);
        Length = length;
    }

    /// <summary>Frees memory that nobody disposed of.</summary>
    ~NativeFloats() => Free();

    /// <summary>The first number.</summary>
    public float* At { get; private set; }

    /// <summary>How many.</summary>
    public long Length { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    void Free()
    {
        NativeMemory.AlignedFree(At);
        At = null;
    }
}
