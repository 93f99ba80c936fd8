using System.Runtime.InteropServices;
using RankElastor.Model;
using static TorchSharp.torch;

namespace RankElastor.Training.Checkpoints;

/// <summary>A named piece of memory that a checkpoint writes from and reads into.</summary>
sealed class StoredArray
{
    readonly float[]? _array;
    readonly nint _address;

    StoredArray(string name, long bytes, float[]? array, nint address) => (Name, Bytes, _array, _address) = (name, bytes, array, address);

    public string Name { get; }

    public long Bytes { get; }

    public static StoredArray Of(string name, float[] values) => new(name, values.LongLength * sizeof(float), values, 0);

    /// <summary>The memory of a contiguous tensor on the CPU, of any type.</summary>
    public static StoredArray Of(string name, Tensor tensor)
    {
        var bytes = tensor.numel() * tensor.ElementSize;
        return new(name, bytes, null, bytes == 0 ? 0 : TensorSpans.Address(tensor));
    }

    /// <summary>Part of the memory.</summary>
    public unsafe Span<byte> Part(long offset, int length) => _array is not null
        ? MemoryMarshal.AsBytes(_array.AsSpan((int)(offset / sizeof(float)), length / sizeof(float)))
        : new Span<byte>((byte*)_address + offset, length);
}
