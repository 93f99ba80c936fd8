using System.Runtime.InteropServices;
using RankElastor.Numerics.Memory;

namespace RankElastor.Kernels.Products;

/// <summary>Float32 numbers in a <see cref="NativeBlock"/>, zero at first.</summary>
sealed unsafe class NativeFloats : IDisposable
{
    /// <summary>Allocates <paramref name="length"/> numbers.</summary>
    public NativeFloats(long length)
    {
        Block = new NativeBlock(checked(length * sizeof(float)));
        Length = length;
        NativeMemory.Clear(At, (nuint)length * sizeof(float));
    }

    /// <summary>The first number.</summary>
    public float* At => (float*)Block.Address;

    /// <summary>How many.</summary>
    public long Length { get; }

    /// <summary>What is owned.</summary>
    public NativeBlock Block { get; }

    /// <inheritdoc/>
    public void Dispose() => Block.Dispose();
}
