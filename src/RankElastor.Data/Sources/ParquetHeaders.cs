using System.Buffers.Binary;
using Parquet.Meta;

namespace RankElastor.Data.Sources;

/// <summary>
/// Checks what a Parquet file's footer and page headers claim against the bytes that are there and the memory of the
/// machine, before a decoder allocates by them.
/// </summary>
static class ParquetHeaders
{
    const int Tail = 8; // the footer's length and the mark
    const int UsualHeaderBytes = 1 << 12; // more where a page's least and greatest values are long
    const int MostHeaderBytes = 1 << 24;
    const int SmallPage = 16 << 20;

    // fields of a page header by their number in the Thrift definition, nested ones as outer * 100 + inner
    const int Type = 1, Uncompressed = 2, Compressed = 3;
    static readonly int[] _counts = [501, 701, 801]; // values of a data page, a dictionary page, a data page V2

    /// <summary>Walks the footer, so that no list in it is longer and no struct deeper than its bytes allow.</summary>
    /// <exception cref="InvalidDataException">The footer is damaged.</exception>
    internal static void CheckFooter(Stream stream)
    {
        Require(stream.Length >= Tail + 4, "too short");
        var tail = Bytes(stream, stream.Length - Tail, Tail);
        var length = BinaryPrimitives.ReadInt32LittleEndian(tail);
        Require(tail.AsSpan(4).SequenceEqual("PAR1"u8), "no PAR1 at its end");
        Require(length > 0 && length <= stream.Length - Tail - 4, "the length of its footer");
        ThriftWalk.Over(Bytes(stream, stream.Length - Tail - length, length));
    }

    /// <summary>Checks a column's part of a row group and the header of each of its pages.</summary>
    /// <exception cref="InvalidDataException">A size is impossible.</exception>
    internal static void CheckChunk(Stream stream, long rows, ColumnChunk? chunk, ParquetLeaf leaf)
    {
        var meta = chunk?.MetaData;
        Require(meta is not null, "the column is missing in a row group");
        var values = meta!.NumValues;
        Require(values >= rows && rows >= 0 && (leaf.IsList || values == rows), "the number of values");
        var room = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;
        Require(values <= int.MaxValue && values * (3 * sizeof(int)) < room, $"{values} values in a row group");
        Require(meta.TotalUncompressedSize is >= 0 and var size && size < room, "the size of a column");
        var at = Math.Min(meta.DataPageOffset, meta.DictionaryPageOffset is > 0 and var first ? first : long.MaxValue);
        var mostPage = Math.Max(SmallPage, meta.TotalUncompressedSize);
        for (var seen = 0L; seen < values;)
        {
            Require(at >= 4 && at < stream.Length - Tail, "the place of a page");
            var found = Header(stream, at, out var length);
            var (bytes, most) = (found.GetValueOrDefault(Compressed, -1), found.GetValueOrDefault(Uncompressed, -1));
            at += length + bytes;
            Require(bytes >= 0 && at <= stream.Length - Tail && most >= 0 && most <= mostPage, "the size of a page");
            var count = _counts.Max(field => found.GetValueOrDefault(field));
            var isDictionary = found.GetValueOrDefault(Type) == (int)PageType.DICTIONARY_PAGE;
            Require(count >= 0 && count <= (isDictionary ? Math.Max(8 * most, 1) : values), "the values of a page");
            seen += isDictionary ? 0 : count;
        }
    }

    static IReadOnlyDictionary<int, long> Header(Stream stream, long at, out int length)
    {
        var most = Math.Min(MostHeaderBytes, stream.Length - Tail - at);
        for (var size = Math.Min(UsualHeaderBytes, most); ; size = Math.Min(64 * size, most))
        {
            try
            {
                return ThriftWalk.Over(Bytes(stream, at, (int)size), out length);
            }
            catch (InvalidDataException) when (size < most)
            {
            }
        }
    }

    static byte[] Bytes(Stream stream, long at, int count)
    {
        var bytes = new byte[count];
        stream.Position = at;
        stream.ReadExactly(bytes);
        return bytes;
    }

    static void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidDataException($"{what}: impossible");
        }
    }
}
