using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using RankElastor.Data;

namespace RankElastor.Experiments.Reference;

/// <summary>One tensor of a case, widened to float64 (exact for F32, and for I64 up to 2^53).</summary>
sealed record ReferenceTensor(string Kind, long[] Shape, double[] Values);

/// <summary>The tensors of a case: a safetensors file with F32, F64, I64 and BOOL entries, read whole.</summary>
static class ReferenceTensors
{
    const int LengthBytes = 8;

    /// <summary>Reads every tensor; a damaged file is an <see cref="InputException"/>.</summary>
    public static IReadOnlyDictionary<string, ReferenceTensor> Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var header = bytes.Length >= LengthBytes ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : 0;
        if (header == 0 || header > (ulong)(bytes.Length - LengthBytes))
        {
            throw InputException.At(path, $"a header of {header} bytes in a file of {bytes.Length}", "a safetensors file");
        }

        var data = LengthBytes + (int)header;
        using var json = JsonDocument.Parse(bytes.AsMemory(LengthBytes, (int)header));
        var tensors = new Dictionary<string, ReferenceTensor>(StringComparer.Ordinal);
        foreach (var entry in json.RootElement.EnumerateObject().Where(entry => entry.Name != "__metadata__"))
        {
            var kind = entry.Value.GetProperty("dtype").GetString()!;
            var offsets = entry.Value.GetProperty("data_offsets");
            var (start, end) = (offsets[0].GetInt32(), offsets[1].GetInt32());
            if (start < 0 || end < start || end > bytes.Length - data)
            {
                throw InputException.At($"{path}: {entry.Name}", $"data at {start} … {end}", $"offsets within {bytes.Length - data} bytes");
            }

            long[] shape = [.. entry.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
            tensors[entry.Name] = new(kind, shape, Widen($"{path}: {entry.Name}", kind, bytes.AsSpan(data + start, end - start)));
        }

        return tensors;
    }

    static double[] Widen(string where, string kind, ReadOnlySpan<byte> data) => kind switch
    {
        "F32" => [.. MemoryMarshal.Cast<byte, float>(data)],
        "F64" => MemoryMarshal.Cast<byte, double>(data).ToArray(),
        "I64" => [.. MemoryMarshal.Cast<byte, long>(data)],
        "BOOL" => [.. data],
        _ => throw InputException.At(where, $"dtype {kind}", "F32 | F64 | I64 | BOOL"),
    };
}
