using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace RankElastor.Model.Memory;

/// <summary>A contiguous CPU tensor's memory as a span, without a copy; valid as long as the tensor.</summary>
public static class TensorSpans
{
    /// <summary>All float32 elements, row-major.</summary>
    public static unsafe Span<float> Floats(Tensor tensor)
    {
        Debug.Assert(tensor.dtype == ScalarType.Float32 && tensor.is_contiguous());
        Debug.Assert(tensor.device_type == DeviceType.CPU);
        return new Span<float>(Address(tensor).ToPointer(), checked((int)tensor.numel()));
    }

    /// <summary>Part of the float32 elements at an address: for tensors beyond 2^31 elements.</summary>
    public static unsafe Span<float> Floats(nint address, long offset, int count) =>
        new((float*)address + offset, count);

    /// <summary>Address of the first element.</summary>
    public static unsafe IntPtr Address(Tensor tensor)
    {
        fixed (byte* first = tensor.bytes)
        {
            return (IntPtr)first;
        }
    }
}
