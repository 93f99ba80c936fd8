using RankElastor.Model.Memory;
using static TorchSharp.torch;

namespace RankElastor.Training.Checkpoints;

/// <summary>A named piece of memory that a checkpoint writes from and reads into.</summary>
sealed record StoredArray(string Name, long Bytes, nint Address)
{
    public static StoredArray Of(string name, Tensor tensor)
    {
        var bytes = tensor.numel() * tensor.ElementSize;
        return new(name, bytes, bytes == 0 ? 0 : TensorSpans.Address(tensor));
    }

    public unsafe Span<byte> Part(long offset, int length) => new((byte*)Address + offset, length);
}
