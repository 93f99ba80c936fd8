using System.Runtime.InteropServices;
using RankElastor.Data.Files;
using RankElastor.Model.Interchange;

namespace RankElastor.Experiments.Reference;

/// <summary>One tensor of a case, widened to float64 (exact for F32, and for I64 up to 2^53).</summary>
sealed record ReferenceTensor(SafetensorsType Type, IReadOnlyList<long> Shape, double[] Values);

/// <summary>The tensors of a case.</summary>
static class ReferenceTensors
{
    /// <summary>Reads every tensor of a safetensors file; a damaged file is an <see cref="InputException"/>.</summary>
    public static IReadOnlyDictionary<string, ReferenceTensor> Read(string path) =>
        Safetensors.Read(path).Tensors.ToDictionary(
            entry => entry.Name,
            entry => new ReferenceTensor(
                entry.Type, entry.Shape, Widen($"{path}: {entry.Name}", entry.Type, entry.Data.Span)),
            StringComparer.Ordinal);

    static double[] Widen(string where, SafetensorsType type, ReadOnlySpan<byte> data) => type switch
    {
        SafetensorsType.F32 => [.. MemoryMarshal.Cast<byte, float>(data)],
        SafetensorsType.F64 => MemoryMarshal.Cast<byte, double>(data).ToArray(),
        SafetensorsType.I64 => [.. MemoryMarshal.Cast<byte, long>(data)],
        SafetensorsType.BOOL => [.. data],
        _ => throw InputException.At(where, $"dtype {type}", "F32 | F64 | I64 | BOOL"),
    };
}
