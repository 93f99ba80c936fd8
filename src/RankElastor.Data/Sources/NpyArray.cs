using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using RankElastor.Data.Configuration;
using RankElastor.Data.Files;

namespace RankElastor.Data.Sources;

/// <summary>
/// An array of NumPy's <c>.npy</c> form, read row after row: a value per row of an array [N] or [N, 1], a list of W of
/// an array [N, W].
/// </summary>
sealed partial class NpyArray : IDisposable
{
    const int MostHeader = 1 << 16;
    readonly string _where;
    readonly Stream _stream;
    readonly NpyElement _element;
    byte[] _rows = [];
    int _next;

    /// <summary>Reads the header.</summary>
    /// <param name="where">File and array, for messages.</param>
    /// <param name="stream">At the array's first byte; disposed with this.</param>
    /// <exception cref="InputException">It is no array, or one whose rows are no values or lists.</exception>
    public NpyArray(string where, Stream stream)
    {
        (_where, _stream) = (where, stream);
        var header = Header();
        var type = TypeForm().Match(header) is { Success: true } found ? found.Groups[1].Value : "object";
        _element = NpyElement.Of(type) ?? throw InputException.At(
            where, $"elements of type {type}",
            "whole numbers, floats, truths or text (astype(...) in front of numpy.savez)");
        var shape = ShapeForm().Match(header);
        long[] sizes = [.. shape.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries)
            .Where(size => size.Length > 0).Select(size => long.Parse(size, CultureInfo.InvariantCulture))];
        if (!shape.Success || sizes.Length is not (1 or 2) || sizes.Any(size => size < 0)
            || (sizes.Length == 2 && sizes[1] is 0 or > Key.MostWidth))
        {
            throw InputException.At(where, $"the shape ({shape.Groups[1].Value})", "(rows,) or (rows, width)");
        }

        (Rows, Width) = (sizes[0], sizes.Length == 2 ? (int)sizes[1] : 1);
        if (Width > 1 && header.Contains("'fortran_order': True", StringComparison.Ordinal))
        {
            throw InputException.At(where, "Fortran's order of elements", "numpy.ascontiguousarray of the array");
        }
    }

    public long Rows { get; }

    /// <summary>Elements of a row.</summary>
    public int Width { get; }

    /// <summary>Reads so many of the next rows, for <see cref="AddNext"/>.</summary>
    public void Load(int rows)
    {
        var bytes = checked(rows * Width * _element.Bytes);
        _rows = _rows.Length < bytes ? new byte[bytes] : _rows;
        _next = 0;
        if (_stream.ReadAtLeast(_rows.AsSpan(0, bytes), bytes, throwOnEndOfStream: false) < bytes)
        {
            throw InputException.At(_where, "an end before the last row", $"{Rows} rows of {Width} values");
        }
    }

    /// <summary>Adds the next row that was loaded.</summary>
    public void AddNext(ChunkBuilder builder)
    {
        if (Width == 1)
        {
            _element.Add(builder, Next());
            return;
        }

        for (var place = 0; place < Width; place++)
        {
            _element.Append(builder, Next());
        }

        builder.EndList();
    }

    public void Dispose() => _stream.Dispose();

    ReadOnlySpan<byte> Next()
    {
        var element = _rows.AsSpan(_next, _element.Bytes);
        _next += _element.Bytes;
        return element;
    }

    /// <summary>The text behind the mark <c>\x93NUMPY</c>, the version and the length.</summary>
    string Header()
    {
        Span<byte> start = stackalloc byte[12];
        var isArray = Read(start[..8]) && start[0] == 0x93 && start[1..6].SequenceEqual("NUMPY"u8)
            && start[6] is 1 or 2 or 3;
        var lengthBytes = start[6] == 1 ? 2 : 4;
        if (!isArray || !Read(start.Slice(8, lengthBytes)))
        {
            throw InputException.At(_where, "no NumPy array", "arrays as numpy.savez writes them");
        }

        var length = lengthBytes == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(start[8..])
            : BinaryPrimitives.ReadInt32LittleEndian(start[8..]);
        var header = new byte[length is >= 0 and <= MostHeader ? length : 0];
        return header.Length == length && Read(header) ? Encoding.Latin1.GetString(header)
            : throw InputException.At(_where, $"a header of {length} bytes", $"at most {MostHeader}");
    }

    bool Read(Span<byte> bytes) =>
        _stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length;

    [GeneratedRegex(@"'descr':\s*'([^']{1,20})'")]
    private static partial Regex TypeForm();

    [GeneratedRegex(@"'shape':\s*\(([0-9, ]{0,60})\)")]
    private static partial Regex ShapeForm();
}
