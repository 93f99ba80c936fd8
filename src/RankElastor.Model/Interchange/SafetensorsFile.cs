using RankElastor.Data.Files;

namespace RankElastor.Model.Interchange;

/// <summary>The contents of a safetensors file, tensors in file order.</summary>
public sealed record SafetensorsFile(
    IReadOnlyDictionary<string, string> Metadata, IReadOnlyList<SafetensorsEntry> Tensors);

/// <summary>One tensor: its bytes are little-endian and row-major, as many as shape and type say.</summary>
public sealed record SafetensorsEntry(
    string Name, SafetensorsType Type, IReadOnlyList<long> Shape, ReadOnlyMemory<byte> Data)
{
    internal long Start { get; init; }
}

/// <summary>Element types that are read and written, under the format's names.</summary>
public enum SafetensorsType
{
    /// <summary>32-bit float.</summary>
    F32,

    /// <summary>64-bit float.</summary>
    F64,

    /// <summary>16-bit float with 8 bits of exponent (bfloat16).</summary>
    BF16,

    /// <summary>16-bit float with 5 bits of exponent (half precision).</summary>
    F16,

    /// <summary>64-bit integer.</summary>
    I64,

    /// <summary>32-bit integer.</summary>
    I32,

    /// <summary>8-bit unsigned integer.</summary>
    U8,

    /// <summary>One byte, 0 or 1.</summary>
    BOOL,
}

static class SafetensorsTypes
{
    public static int Bytes(this SafetensorsType type) => type switch
    {
        SafetensorsType.F64 or SafetensorsType.I64 => 8,
        SafetensorsType.F32 or SafetensorsType.I32 => 4,
        SafetensorsType.BF16 or SafetensorsType.F16 => 2,
        _ => 1,
    };

    public static SafetensorsType Parse(string where, string name) =>
        Enum.TryParse<SafetensorsType>(name, out var type) && type.ToString() == name && Enum.IsDefined(type)
        ? type
        : throw InputException.At($"{where}: dtype", $"'{name}'", string.Join(" | ", Enum.GetNames<SafetensorsType>()));
}
