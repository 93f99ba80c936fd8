using static TorchSharp.torch;

namespace RankElastor.Model.Interchange;

/// <summary>
/// Tensors from and to the raw bytes of a <see cref="SafetensorsEntry"/>. The bits are kept; a float of another width
/// becomes the nearest float32, as in torch's <c>load_state_dict</c>.
/// </summary>
static class TensorBytes
{
    static readonly (SafetensorsType Type, ScalarType Scalar)[] _types =
    [
        (SafetensorsType.F32, ScalarType.Float32), (SafetensorsType.F64, ScalarType.Float64),
        (SafetensorsType.BF16, ScalarType.BFloat16), (SafetensorsType.F16, ScalarType.Float16),
        (SafetensorsType.I64, ScalarType.Int64), (SafetensorsType.I32, ScalarType.Int32),
        (SafetensorsType.U8, ScalarType.Byte), (SafetensorsType.BOOL, ScalarType.Bool),
    ];

    public static SafetensorsEntry Entry(string name, Tensor value)
    {
        using var plain = value.detach().contiguous();
        var type = _types.First(pair => pair.Scalar == value.dtype).Type;
        return new SafetensorsEntry(name, type, value.shape, plain.bytes.ToArray());
    }

    public static bool Fits(SafetensorsEntry entry, Tensor target) => ScalarOf(entry.Type) == target.dtype
        || (is_floating_point(target)
            && entry.Type is SafetensorsType.F64 or SafetensorsType.BF16 or SafetensorsType.F16);

    public static void CopyTo(SafetensorsEntry entry, Tensor target)
    {
        using var frozen = no_grad();
        using var values = empty([.. entry.Shape], ScalarOf(entry.Type));
        entry.Data.Span.CopyTo(values.bytes);
        target.copy_(values);
    }

    static ScalarType ScalarOf(SafetensorsType type) => _types.First(pair => pair.Type == type).Scalar;
}
