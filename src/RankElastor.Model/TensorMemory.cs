using System.Buffers;
using static TorchSharp.torch;

namespace RankElastor.Model;

/// <summary>A contiguous float32 tensor on the CPU as memory that kernels may hand to other threads; valid as long as the tensor.</summary>
sealed class TensorMemory(Tensor tensor) : MemoryManager<float>
{
    /// <summary>The tensor's memory, without a copy.</summary>
    public static Memory<float> Of(Tensor tensor) => new TensorMemory(tensor).Memory;

    /// <inheritdoc/>
    public override Span<float> GetSpan() => TensorSpans.Floats(tensor);

    /// <inheritdoc/>
    public override unsafe MemoryHandle Pin(int elementIndex = 0) => new((float*)TensorSpans.Address(tensor) + elementIndex);

    /// <inheritdoc/>
    public override void Unpin()
    {
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
    }
}
