using System.Runtime.InteropServices;
using System.Text;
using RankElastor.Data.Files;

namespace RankElastor.Experiments.Studies;

/// <summary>One array [n] in a file of NumPy's form, as <c>numpy.load</c> reads it; of float32 or int64.</summary>
static class NpyFile
{
    const int Aligned = 64;

    /// <summary>Writes one, whole or not at all.</summary>
    public static void Write<T>(string path, ReadOnlyMemory<T> values)
        where T : unmanaged => DurableFile.Write(path, stream =>
    {
        stream.Write(Header<T>(values.Length));
        stream.Write(MemoryMarshal.AsBytes(values.Span));
    });

    /// <summary>Reads one of these files.</summary>
    /// <exception cref="InputException">It is missing, or not as it was written.</exception>
    public static T[] Read<T>(string path)
        where T : unmanaged
    {
        var bytes = File.Exists(path) ? File.ReadAllBytes(path) : throw Damaged(path, "no such file");
        var start = bytes.Length < 10 ? 0 : 10 + bytes[8] + 256 * bytes[9];
        var values = start > bytes.Length ? [] : MemoryMarshal.Cast<byte, T>(bytes.AsSpan(start)).ToArray();
        return start > 0 && bytes.AsSpan().StartsWith(Header<T>(values.Length))
            && bytes.Length == start + values.Length * Marshal.SizeOf<T>()
            ? values : throw Damaged(path, "another array or a damaged one");
    }

    static InputException Damaged(string path, string found) =>
        InputException.At(path, found, "the file as a study wrote it; delete it, and the same command writes it anew");

    static byte[] Header<T>(int count)
    {
        var type = typeof(T) == typeof(float) ? "<f4" : "<i8";
        var words = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({count},), }}";
        words = words.PadRight((10 + words.Length) / Aligned * Aligned + Aligned - 11) + "\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)(words.Length % 256), (byte)(words.Length / 256),
            .. Encoding.ASCII.GetBytes(words)];
    }
}
