using System.Buffers.Binary;
using System.Text.Json;
using RankElastor.Data.Files;

namespace RankElastor.Model.Interchange;

/// <summary>
/// The safetensors format: u64 little-endian header length, a JSON header (name → dtype, shape, data_offsets;
/// <c>__metadata__</c> → texts), raw little-endian data.
/// </summary>
public static class Safetensors
{
    const int LengthBytes = 8;
    const long MaxHeaderBytes = 100_000_000; // the reference implementation's limit
    const string MetadataKey = "__metadata__";

    /// <summary>
    /// Reads a whole file, and checks it against its checksum file where there is one; a damaged one is an
    /// <see cref="InputException"/> that names it.
    /// </summary>
    public static SafetensorsFile Read(string path)
    {
        try
        {
            ChecksumFile.CheckBeside(path);
        }
        catch (InputException changed) when (NonFiniteTensor.Of(Parsed(path)) is [_, ..] found)
        {
            throw new InputException($"{changed.Message}; it holds {NonFiniteTensor.Describe(found)}", changed);
        }

        return Parsed(path);
    }

    static SafetensorsFile Parsed(string path) =>
        Decoding.Of(path, "a safetensors file", () => Read(path, File.ReadAllBytes(path)));

    static SafetensorsFile Read(string path, byte[] bytes)
    {
        var length = bytes.Length >= LengthBytes
            ? BinaryPrimitives.ReadUInt64LittleEndian(bytes)
            : throw Damaged(path, $"{bytes.Length} bytes");
        if (length > (ulong)Math.Min(MaxHeaderBytes, bytes.Length - LengthBytes))
        {
            throw Damaged(path, $"a header of {length} bytes in a file of {bytes.Length}");
        }

        var data = LengthBytes + (int)length;
        var header = ParseHeader(path, bytes.AsMemory(LengthBytes, (int)length));
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var tensors = new List<SafetensorsEntry>();
        foreach (var (name, value) in header)
        {
            if (name == MetadataKey)
            {
                ReadMetadata(path, value, metadata);
            }
            else
            {
                tensors.Add(ReadEntry(path, name, value, bytes.AsMemory(data)));
            }
        }

        CheckNoGap(path, tensors, bytes.AsMemory(data));
        return new SafetensorsFile(metadata, tensors);
    }

    /// <summary>
    /// Writes a file atomically, and its checksum file beside it. Tensors keep their order; the header is padded to 8
    /// bytes.
    /// </summary>
    public static void Write(string path, SafetensorsFile file)
    {
        var header = Header(file);
        ChecksumFile.Write(ChecksumFile.Of(path), (path, Put));

        void Put(Stream stream)
        {
            Span<byte> length = stackalloc byte[LengthBytes];
            BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
            stream.Write(length);
            stream.Write(header);
            foreach (var tensor in file.Tensors)
            {
                stream.Write(tensor.Data.Span);
            }
        }
    }

    static List<(string Name, JsonElement Value)> ParseHeader(string path, ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
        return document.RootElement.ValueKind == JsonValueKind.Object
            ? [.. document.RootElement.EnumerateObject().Select(pair => (pair.Name, pair.Value.Clone()))]
            : throw Damaged(path, "a header that is no JSON object");
    }

    static void ReadMetadata(string path, JsonElement value, Dictionary<string, string> metadata)
    {
        if (value.ValueKind != JsonValueKind.Object
            || value.EnumerateObject().Any(pair => pair.Value.ValueKind != JsonValueKind.String))
        {
            throw Damaged($"{path}: {MetadataKey}", "something other than texts");
        }

        foreach (var pair in value.EnumerateObject())
        {
            metadata[pair.Name] = pair.Value.GetString()!;
        }
    }

    static SafetensorsEntry ReadEntry(string path, string name, JsonElement value, ReadOnlyMemory<byte> data)
    {
        var where = $"{path}: {name}";
        if (value.ValueKind != JsonValueKind.Object
            || !value.TryGetProperty("dtype", out var kind) || kind.ValueKind != JsonValueKind.String
            || !value.TryGetProperty("shape", out var shape) || !value.TryGetProperty("data_offsets", out var offsets))
        {
            throw Damaged(where, "an entry without dtype, shape and data_offsets");
        }

        var sizes = Wholes(where, shape);
        var places = Wholes(where, offsets);
        var elements = sizes.Aggregate((Int128)1, (product, size) => Int128.Min(product * size, long.MaxValue));
        var type = SafetensorsTypes.Parse(where, kind.GetString()!);
        if (places is not [var start, var end] || start > end || end > data.Length
            || end - start != elements * type.Bytes())
        {
            var at = string.Join(", ", places);
            var size = string.Join(", ", sizes);
            throw Damaged(where, $"data at [{at}] of {data.Length} bytes for shape [{size}] of {type}");
        }

        return new SafetensorsEntry(name, type, sizes, data[(int)start..(int)end]) { Start = start };
    }

    static long[] Wholes(string where, JsonElement array) => array.ValueKind == JsonValueKind.Array
        ? [.. array.EnumerateArray().Select(item => Whole(where, item))]
        : throw Damaged(where, array.GetRawText());

    static long Whole(string where, JsonElement item) =>
        item.ValueKind == JsonValueKind.Number && item.TryGetInt64(out var number) && number >= 0
            ? number
            : throw Damaged(where, item.GetRawText());

    static void CheckNoGap(string path, List<SafetensorsEntry> tensors, ReadOnlyMemory<byte> data)
    {
        var end = 0L;
        foreach (var tensor in tensors.OrderBy(tensor => tensor.Start).ThenBy(tensor => tensor.Data.Length))
        {
            if (tensor.Start != end)
            {
                throw Damaged(
                    $"{path}: {tensor.Name}", $"data from byte {tensor.Start} where the one before ends at {end}");
            }

            end += tensor.Data.Length;
        }

        if (end != data.Length)
        {
            throw Damaged(path, $"{data.Length} bytes of data for tensors of {end}");
        }
    }

    static byte[] Header(SafetensorsFile file)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (file.Metadata.Count > 0)
            {
                json.WriteStartObject(MetadataKey);
                foreach (var (key, value) in file.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    json.WriteString(key, value);
                }

                json.WriteEndObject();
            }

            WriteEntries(json, file.Tensors);
            json.WriteEndObject();
        }

        while (buffer.Length % LengthBytes != 0)
        {
            buffer.WriteByte((byte)' ');
        }

        return buffer.ToArray();
    }

    static void WriteEntries(Utf8JsonWriter json, IReadOnlyList<SafetensorsEntry> tensors)
    {
        var offset = 0L;
        foreach (var tensor in tensors)
        {
            json.WriteStartObject(tensor.Name);
            json.WriteString("dtype", tensor.Type.ToString());
            json.WriteStartArray("shape");
            foreach (var size in tensor.Shape)
            {
                json.WriteNumberValue(size);
            }

            json.WriteEndArray();
            json.WriteStartArray("data_offsets");
            json.WriteNumberValue(offset);
            json.WriteNumberValue(offset += tensor.Data.Length);
            json.WriteEndArray();
            json.WriteEndObject();
        }
    }

    static InputException Damaged(string where, string found) =>
        InputException.At(where, found, "a whole, undamaged safetensors file");
}
