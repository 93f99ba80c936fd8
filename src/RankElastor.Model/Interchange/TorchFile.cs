using System.Collections;
using System.IO.Compression;
using RankElastor.Data.Files;
using Razorvine.Pickle.Objects;

namespace RankElastor.Model.Interchange;

/// <summary>
/// The state dict in a file of PyTorch's <c>torch.save</c> (1.6 and later): a zip archive of <c>data.pkl</c>, a pickled
/// dict of tensors, and one raw file per storage. The pickle is read as data: no name in it is imported, and only those
/// of a state dict are understood.
/// </summary>
static class TorchFile
{
    public const string Whole = "a whole, undamaged torch file";

    const int ViewsPerByte = 4; // several tensors may be views of one storage, and views may repeat its elements
    const long FreeBytes = 64 << 20;
    const string PickleName = "/data.pkl";
    const string Allowed = "a state dict: torch.save(model.state_dict(), FILE)";
    static readonly string[] _wrappings = ["state_dict", "model_state_dict", "model"];

    /// <summary>All tensors by name, row-major.</summary>
    /// <exception cref="InputException">A damaged archive, no state dict, or an unknown element type.</exception>
    public static IReadOnlyList<SafetensorsEntry> Read(string path) =>
        Decoding.Of(path, "a readable torch file", () => ReadArchive(path), $"allowed: {Allowed}");

    static List<SafetensorsEntry> ReadArchive(string path)
    {
        using var archive = ZipFile.OpenRead(path);
        var entries = archive.Entries;
        var pickle = entries.FirstOrDefault(entry => entry.FullName.EndsWith(PickleName, StringComparison.Ordinal))
            ?? throw InputException.At(path, "a zip archive without data.pkl", Allowed);
        var folder = pickle.FullName[..^(PickleName.Length - 1)];
        CheckByteOrder(path, archive, folder);
        byte[] StorageBytes(string key) => Bytes(path, archive.GetEntry($"{folder}data/{key}"), key);
        using var unpickler = new StateDictUnpickler(path, StorageBytes);
        var bytes = Bytes(path, pickle, "data.pkl");
        PickleLengths.Check($"{path}: data.pkl", bytes);
        return Entries(path, unpickler.load(new MemoryStream(bytes)));
    }

    static List<SafetensorsEntry> Entries(string path, object? root)
    {
        if (StateIn(path, root) is not { Count: > 0 } state)
        {
            throw InputException.At(path, "no dict of tensors", Allowed);
        }

        var entries = new List<SafetensorsEntry>();
        var bytesLeft = ViewsPerByte * new FileInfo(path).Length + FreeBytes;
        foreach (DictionaryEntry item in state)
        {
            entries.Add(item is { Key: string name, Value: PickledTensor tensor }
                ? tensor.Entry($"{path}: {name}", name, bytesLeft)
                : throw InputException.At($"{path}: {item.Key}", "something other than a tensor", Allowed));
            bytesLeft -= entries[^1].Data.Length;
        }

        return entries;
    }

    /// <summary>The dict of tensors: the root, or what a training loop has put it under beside its own state.</summary>
    static Hashtable? StateIn(string path, object? root, int depth = 0) => root switch
    {
        ClassDict model => throw InputException.At(
            path, $"a whole model, pickled with its code ({model.ClassName})", Allowed),
        Hashtable dict when dict.Values.OfType<PickledTensor>().Any() => dict,
        Hashtable dict when depth < _wrappings.Length && _wrappings.FirstOrDefault(dict.ContainsKey) is { } wrapping =>
            StateIn($"{path}: {wrapping}", dict[wrapping], depth + 1), // a pickled dict may hold itself
        _ => root as Hashtable,
    };

    static void CheckByteOrder(string path, ZipArchive archive, string folder)
    {
        if (archive.GetEntry($"{folder}byteorder") is { } entry)
        {
            var order = System.Text.Encoding.UTF8.GetString(Bytes(path, entry, "byteorder"));
            if (order != "little")
            {
                throw InputException.At($"{path}: byteorder", $"'{order}'", "little");
            }
        }
    }

    static byte[] Bytes(string path, ZipArchiveEntry? entry, string key)
    {
        if (entry is null || entry.Length != entry.CompressedLength) // torch stores, it never compresses
        {
            var found = entry is null ? "no such part of the archive" : "a compressed part";
            throw InputException.At($"{path}: {key}", found, Whole);
        }

        if (entry.Length > new FileInfo(path).Length)
        {
            throw InputException.At($"{path}: {key}", $"a part of {entry.Length} bytes, more than the file has", Whole);
        }

        var bytes = new byte[entry.Length];
        using var stream = entry.Open();
        stream.ReadExactly(bytes);
        return bytes;
    }
}
