using System.Buffers.Binary;

namespace RankElastor.Data.Sources;

/// <summary>
/// The elements of a sequence in order. A text is cut at its splitter; the elements of a list, which has none, are
/// each preceded by their length (32 bits, little-endian), so that they may hold any bytes.
/// </summary>
ref struct Elements
{
    readonly ReadOnlySpan<byte> _splitter;
    ReadOnlySpan<byte> _rest;

    /// <summary>The elements of a text between splitters or, where the splitter is empty, of a list.</summary>
    internal Elements(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> splitter)
    {
        _rest = bytes;
        _splitter = splitter;
        Left = bytes.IsEmpty ? 0 : splitter.IsEmpty ? ListLength(bytes) : bytes.Count(splitter) + 1;
    }

    /// <summary>How many elements <see cref="Next"/> has still to give.</summary>
    public int Left { get; private set; }

    /// <summary>The next element; only where some are left.</summary>
    public ReadOnlySpan<byte> Next()
    {
        Left--;
        var end = _splitter.IsEmpty ? Length(_rest) : _rest.IndexOf(_splitter);
        var element = _splitter.IsEmpty ? _rest.Slice(sizeof(int), end) : end < 0 ? _rest : _rest[..end];
        _rest = end < 0 ? [] : _rest[(end + (_splitter.IsEmpty ? sizeof(int) : _splitter.Length))..];
        return element;
    }

    /// <summary>Writes what stands in front of a list's element.</summary>
    internal static void WriteLength(Span<byte> bytes, int length) =>
        BinaryPrimitives.WriteInt32LittleEndian(bytes, length);

    static int Length(ReadOnlySpan<byte> list) => BinaryPrimitives.ReadInt32LittleEndian(list);

    static int ListLength(ReadOnlySpan<byte> list)
    {
        var count = 0;
        for (; !list.IsEmpty; count++)
        {
            list = list[(sizeof(int) + Length(list))..];
        }

        return count;
    }
}
