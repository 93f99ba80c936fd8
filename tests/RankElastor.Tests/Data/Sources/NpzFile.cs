using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace RankElastor.Tests.Data.Sources;

/// <summary>One array of a NumPy archive, written by NumPy's published layout (format 1.0), and the archive.</summary>
sealed record NpzFile(string Name, byte[] Bytes)
{
    static readonly Dictionary<Type, string> _types = new()
    {
        [typeof(bool)] = "|b1",
        [typeof(byte)] = "|u1",
        [typeof(sbyte)] = "|i1",
        [typeof(short)] = "<i2",
        [typeof(int)] = "<i4",
        [typeof(long)] = "<i8",
        [typeof(uint)] = "<u4",
        [typeof(ulong)] = "<u8",
        [typeof(Half)] = "<f2",
        [typeof(float)] = "<f4",
        [typeof(double)] = "<f8",
    };

    public static NpzFile Of<T>(string name, int[] shape, T[] values) where T : struct =>
        Raw(name, _types[typeof(T)], shape, MemoryMarshal.AsBytes<T>(values).ToArray());

    /// <summary>Text as NumPy keeps it: UTF-32, filled up with zeros to one length.</summary>
    public static NpzFile OfTexts(string name, string[] values)
    {
        var length = values.Max(value => value.Length);
        return Raw(name, $"<U{length}", [values.Length], [.. values.SelectMany(
            value => Encoding.UTF32.GetBytes(value.PadRight(length, '\0')))]);
    }

    public static NpzFile Raw(string name, string type, int[] shape, byte[] values, bool isFortran = false)
    {
        var sizes = string.Join(", ", shape) + (shape.Length == 1 ? "," : "");
        var header = $"{{'descr': '{type}', 'fortran_order': {(isFortran ? "True" : "False")}, 'shape': ({sizes}), }}";
        header = header.PadRight((10 + header.Length + 64) / 64 * 64 - 11) + "\n";
        byte[] start = [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, (byte)(header.Length >> 8)];
        return new(name, [.. start, .. Encoding.Latin1.GetBytes(header), .. values]);
    }

    public static void Write(
        string path, IEnumerable<NpzFile> arrays, CompressionLevel level = CompressionLevel.NoCompression)
    {
        using var archive = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        foreach (var array in arrays)
        {
            using var entry = archive.CreateEntry($"{array.Name}.npy", level).Open();
            entry.Write(array.Bytes);
        }
    }
}
