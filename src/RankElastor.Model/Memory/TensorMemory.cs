using System.Buffers;
using static TorchSharp.torch;

namespace RankElastor.Model.Memory;

/// <summary>A contiguous float32 CPU tensor as memory for other threads; valid as long as the tensor.</summary>
sealed unsafe class TensorMemory(Tensor tensor) : MemoryManager<float>
{
    readonly float* _first = (float*)TensorSpans.Address(tensor);
    readonly int _length = TensorSpans.Floats(tensor).Length;

    /// <summary>The tensor's memory, without a copy.</summary>
    public static Memory<float> Of(Tensor tensor) => new TensorMemory(tensor).Memory;

    public override Span<float> GetSpan() => new(_first, _length);

    public override MemoryHandle Pin(int elementIndex = 0) => new(_first + elementIndex);

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }
}
