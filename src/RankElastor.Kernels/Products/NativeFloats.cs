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

    public float* At => (float*)Block.Address;
    public long Length { get; }
    public NativeBlock Block { get; }

    public void Dispose() => Block.Dispose();
}
