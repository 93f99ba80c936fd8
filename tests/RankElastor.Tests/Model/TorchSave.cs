using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using RankElastor.Model.Interchange;

namespace RankElastor.Tests.Model;

/// <summary>
/// Writes a state dict as PyTorch's <c>torch.save</c> does: a zip archive of stored parts — data.pkl, a protocol 2
/// pickle of an OrderedDict of tensors, byteorder, and one file per storage.
/// </summary>
static class TorchSave
{
    /// <summary>
    /// Every tensor on a storage of its own; opcodes around the dict may put it into another one.
    /// </summary>
    public static void Write(string path, IEnumerable<SafetensorsEntry> tensors, string before = "", string after = "")
    {
        var all = tensors.ToList();
        byte[][] storages = [.. all.Select(tensor => tensor.Data.ToArray())];
        var pickle = Pickle(
            [.. all.Select((tensor, i) => new View(tensor.Name, $"{i}", 0, tensor.Shape, RowMajor(tensor.Shape)))],
            storages, [.. all.Select(tensor => StorageOf(tensor.Type))]);
        byte[] start = [0x80, 2, .. Encoding.Latin1.GetBytes(before)];
        WriteParts(path, [.. start, .. pickle[2..^1], .. Encoding.Latin1.GetBytes(after), (byte)'.'], storages);
    }

    /// <summary>Views of given storages.</summary>
    public static void Write(
        string path, IReadOnlyList<View> views, IReadOnlyList<byte[]> storages, IReadOnlyList<string> kinds,
        string byteOrder = "little") =>
        WriteParts(path, Pickle(views, storages, kinds), storages, byteOrder);

    /// <summary>Any pickle beside any storages.</summary>
    public static void WriteParts(
        string path, byte[] pickle, IReadOnlyList<byte[]> storages, string byteOrder = "little")
    {
        using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
        Part("data.pkl", pickle);
        Part("byteorder", Encoding.ASCII.GetBytes(byteOrder));
        for (var i = 0; i < storages.Count; i++)
        {
            Part($"data/{i}", storages[i]);
        }

        Part("version", "3\n"u8.ToArray());

        void Part(string name, byte[] bytes)
        {
            using var stream = archive.CreateEntry($"archive/{name}", CompressionLevel.NoCompression).Open();
            stream.Write(bytes);
        }
    }

    static byte[] Pickle(IReadOnlyList<View> views, IReadOnlyList<byte[]> storages, IReadOnlyList<string> kinds)
    {
        var pickle = new MemoryStream();
        pickle.Write([0x80, 2]);
        Global("collections", "OrderedDict");
        // put 0, empty tuple, reduce, put 1, mark
        pickle.Write([(byte)'q', 0, (byte)')', (byte)'R', (byte)'q', 1, (byte)'(']);
        foreach (var view in views)
        {
            var storage = int.Parse(view.Storage, System.Globalization.CultureInfo.InvariantCulture);
            Text(view.Name);
            Global("torch._utils", "_rebuild_tensor_v2");
            pickle.Write("(("u8);
            Text("storage");
            Global("torch", kinds[storage]);
            Text(view.Storage);
            Text("cpu");
            Whole(storages[storage].Length / (kinds[storage] is "LongStorage" or "DoubleStorage" ? 8 : 4));
            pickle.Write("tQ"u8); // tuple, persistent id
            Whole(view.Offset);
            Tuple(view.Shape);
            Tuple(view.Strides);
            // false, OrderedDict(), tuple, reduce
            pickle.Write([0x89, (byte)'h', 0, (byte)')', (byte)'R', (byte)'t', (byte)'R']);
        }

        pickle.Write("u}"u8); // set items; attributes of the OrderedDict: {'_metadata': OrderedDict()}
        Text("_metadata");
        pickle.Write([(byte)'h', 0, (byte)')', (byte)'R', (byte)'s', (byte)'b', (byte)'.']);
        return pickle.ToArray();

        void Global(string module, string name) => pickle.Write(Encoding.ASCII.GetBytes($"c{module}\n{name}\n"));

        void Text(string text)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            pickle.WriteByte((byte)'X');
            Write32(bytes.Length);
            pickle.Write(bytes);
        }

        void Whole(long number)
        {
            pickle.WriteByte((byte)'J');
            Write32((int)number);
        }

        void Tuple(IReadOnlyList<long> numbers)
        {
            pickle.WriteByte((byte)'(');
            foreach (var number in numbers)
            {
                Whole(number);
            }

            pickle.WriteByte((byte)'t');
        }

        void Write32(int number)
        {
            Span<byte> bytes = stackalloc byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
            pickle.Write(bytes);
        }
    }

    static long[] RowMajor(IReadOnlyList<long> shape)
    {
        var strides = new long[shape.Count];
        var step = 1L;
        for (var i = shape.Count - 1; i >= 0; i--)
        {
            (strides[i], step) = (step, step * shape[i]);
        }

        return strides;
    }

    static string StorageOf(SafetensorsType type) => type switch
    {
        SafetensorsType.I64 => "LongStorage",
        SafetensorsType.F32 => "FloatStorage",
        SafetensorsType.BF16 => "BFloat16Storage",
        SafetensorsType.F16 => "HalfStorage",
        _ => "DoubleStorage",
    };

    /// <summary>A tensor as a view of a storage.</summary>
    public sealed record View(
        string Name, string Storage, long Offset, IReadOnlyList<long> Shape, IReadOnlyList<long> Strides);
}
