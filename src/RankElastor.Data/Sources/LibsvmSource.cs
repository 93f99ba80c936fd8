using System.Buffers;
using System.Buffers.Text;
using System.Text;
using RankElastor.Data.Encoders.Values;
using RankElastor.Data.Files;

namespace RankElastor.Data.Sources;

/// <summary>
/// Rows of a libsvm / libfm file, <c>label index:value index:value …</c> (Frappe and MovieLens as NFM and AFN publish
/// them), or of a libffm file, <c>label field:index:value …</c>. Columns: "label", then the given fields.
/// </summary>
/// <remarks>
/// libsvm: the nth pair is the nth field, and there must be one pair per field. libffm: <c>field</c> is the field's
/// 0-based position; a field that a line leaves out is null, one that it names twice is an error. Of a pair a field of
/// numbers is the value, any other the index, an identifier; a remark says where values other than 1 stood beside
/// identifiers. The labels -1 and +1 become 0 and 1; others stay. Every call of <see cref="Read"/> starts at the first
/// row again; memory is one block of 1 MiB.
/// </remarks>
sealed class LibsvmSource : RowSource
{
    static readonly SearchValues<byte> _blanks = SearchValues.Create(" \t\r"u8);
    readonly string[] _columns;
    readonly bool[] _isNumber;
    readonly HashSet<int> _told = [];
    readonly int _bufferBytes;

    /// <summary>Rows of the file at <paramref name="path"/>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="fields">The names of the fields in the order of the file.</param>
    /// <param name="numbers">Those of them that are the values, not the indices.</param>
    /// <exception cref="InputException">The file is missing or empty.</exception>
    public LibsvmSource(string path, IReadOnlyList<string> fields, IReadOnlyList<string> numbers)
        : this(path, fields, numbers, 1 << 20) { }

    internal LibsvmSource(
        string path, IReadOnlyList<string> fields, IReadOnlyList<string> numbers, int bufferBytes)
    {
        Name = path;
        _columns = ["label", .. fields];
        _isNumber = [.. _columns.Select(numbers.Contains)];
        _bufferBytes = bufferBytes;
        using var blocks = new TextBlocks(path, bufferBytes);
        if (blocks.Position == blocks.End)
        {
            throw InputException.At(path, "an empty file", "rows");
        }
    }

    public override string Name { get; }
    public override IReadOnlyList<string> Columns => _columns;

    public override IEnumerable<RowChunk> Read(int chunkRows = 8192)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(chunkRows);
        using var blocks = new TextBlocks(Name, _bufferBytes);
        var chunk = new RowChunk(_columns.Length, Used);
        var row = new (int Start, int Length)[_columns.Length];
        for (var last = false; ;)
        {
            chunk.Clear();
            chunk.Buffer = blocks.Buffer;
            while (chunk.Rows < chunkRows && NextRow(blocks, chunk, row, last))
            {
            }

            var full = chunk.Rows == chunkRows;
            if (chunk.Rows > 0)
            {
                yield return chunk;
            }

            if (!full && last)
            {
                yield break;
            }

            last = last || (!full && !blocks.Refill());
        }
    }

    public override void Dispose() { }

    bool NextRow(TextBlocks blocks, RowChunk chunk, (int Start, int Length)[] row, bool last)
    {
        while (blocks.Position < blocks.End)
        {
            var start = blocks.Position;
            var length = blocks.Buffer.AsSpan(start, blocks.End - start).IndexOf((byte)'\n');
            if (length < 0 && !last)
            {
                return false;
            }

            var end = length < 0 ? blocks.End : start + length;
            var line = blocks.Line++;
            blocks.Position = Math.Min(end + 1, blocks.End);
            if (blocks.Buffer.AsSpan(start, end - start).ContainsAnyExcept(_blanks))
            {
                Split(blocks.Buffer, start, end, row, line);
                foreach (var value in row)
                {
                    chunk.Add(value.Start, value.Length);
                }

                chunk.Lines.Add(line);
                return true;
            }
        }

        return false;
    }

    void Split(byte[] buffer, int at, int end, (int Start, int Length)[] row, long line)
    {
        Array.Fill(row, (0, -1));
        var (count, byField) = (0, false);
        while (true)
        {
            var skip = buffer.AsSpan(at, end - at).IndexOfAnyExcept(_blanks);
            if (skip < 0)
            {
                break;
            }

            at += skip;
            var length = buffer.AsSpan(at, end - at).IndexOfAny(_blanks);
            length = length < 0 ? end - at : length;
            if (count == 0)
            {
                row[0] = Label(buffer, at, length);
            }
            else
            {
                byField |= Place(buffer, at, length, count, row, line);
            }

            at += length;
            count++;
        }

        if (count != row.Length && !byField)
        {
            throw InputException.At($"{Name}:{line}", $"{count} values", $"{row.Length}");
        }
    }

    static (int Start, int Length) Label(byte[] buffer, int start, int length)
    {
        var text = buffer.AsSpan(start, length);
        if (text is [(byte)'-', ..] && IsOne(text[1..]))
        {
            text[0] = (byte)'0';
            return (start, 1);
        }

        return text is [(byte)'+', ..] ? (start + 1, length - 1) : (start, length);
    }

    bool Place(byte[] buffer, int start, int length, int position, (int Start, int Length)[] row, long line)
    {
        ReadOnlySpan<byte> text = buffer.AsSpan(start, length);
        var (first, final) = (text.IndexOf((byte)':'), text.LastIndexOf((byte)':'));
        if (first <= 0 || final == length - 1 || (first != final && final == first + 1))
        {
            throw Wrong(text, position, line);
        }

        if (first != final)
        {
            if (!Utf8Parser.TryParse(text[..first], out int field, out var used) || used != first
                || field < 0 || field >= row.Length - 1 || row[field + 1].Length >= 0)
            {
                throw InputException.At($"{Name}:{line}:{position}",
                    $"field '{Encoding.UTF8.GetString(text[..first])}'",
                    $"each of 0 … {row.Length - 2} at most once");
            }

            position = field + 1;
        }

        var from = first == final ? 0 : first + 1;
        if (position < row.Length)
        {
            row[position] = _isNumber[position]
                ? (start + final + 1, length - final - 1)
                : (start + from, final - from);
            CheckValue(text, final, position, line);
        }

        return first != final;
    }

    void CheckValue(ReadOnlySpan<byte> text, int colon, int position, long line)
    {
        var value = text[(colon + 1)..];
        if (IsOne(value))
        {
            return;
        }

        if (!TokenForm.TryReal(value, out _))
        {
            throw Wrong(text, position, line);
        }

        if (!_isNumber[position] && _told.Add(position))
        {
            Remark($"{_columns[position]}: an identifier is the index alone, but numeric values stand beside it "
                + $"({Encoding.UTF8.GetString(text)} at {Name}:{line}); type: numeric reads the value");
        }
    }

    static bool IsOne(ReadOnlySpan<byte> text) => text.SequenceEqual("1"u8) || text.SequenceEqual("1.0"u8);

    InputException Wrong(ReadOnlySpan<byte> text, int position, long line) =>
        InputException.At($"{Name}:{line}:{position}", $"'{Encoding.UTF8.GetString(text)}'",
            "index:value or field:index:value");
}
