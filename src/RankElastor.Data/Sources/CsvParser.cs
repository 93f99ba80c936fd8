using System.Runtime.Intrinsics;
using System.Text;
using RankElastor.Data.Files;

namespace RankElastor.Data.Sources;

/// <summary>
/// Splits the rows of a block of CSV (RFC 4180; LF or CRLF; a quote counts only as the first byte of a value). Values
/// are ranges of the block's buffer, never copies; doubled quotes are undone in place. An empty line is no row, except
/// where rows have one value: there <paramref name="hasBlankRows"/> makes it an empty value.
/// </summary>
sealed class CsvParser(CsvBlock block, byte separator, bool hasBlankRows = false)
{
    const byte Quote = (byte)'"', LineFeed = (byte)'\n', Return = (byte)'\r';
    const int Incomplete = -1;

    readonly List<int> _escaped = [];
    int[] _starts = new int[64];
    int[] _lengths = new int[64];
    int[] _ends = new int[64];
    int _lines;

    /// <summary>Values of the row that <see cref="Next"/> found last.</summary>
    internal int Count { get; private set; }

    /// <summary>1-based line on which that row starts.</summary>
    internal long Line { get; private set; }

    internal (int Start, int Length) this[int value] => (_starts[value], _lengths[value]);

    internal string Text(int value) => Encoding.UTF8.GetString(block.Buffer, _starts[value], _lengths[value]);

    /// <summary>Bytes up to the end of the last row that the block holds whole; no byte is changed.</summary>
    /// <exception cref="InputException">A quoted value is followed by text.</exception>
    internal int SkipRows()
    {
        while (block.Position < block.End && NextEnd(last: false) is var next and not Incomplete)
        {
            block.Line += _lines;
            block.Position = next;
        }

        return block.Position;
    }

    /// <summary>The next row; the block's end ends a row, too. False behind the last.</summary>
    /// <exception cref="InputException">A quote is never closed, or a quoted value is followed by text.</exception>
    internal bool Next()
    {
        while (block.Position < block.End)
        {
            var next = NextEnd(last: true);
            var blank = !hasBlankRows && Count == 1 && _lengths[0] == 0 && block.Buffer[block.Position] != Quote;
            Line = block.Line;
            block.Line += _lines;
            block.Position = next;
            if (!blank)
            {
                Unescape();
                return true;
            }
        }

        return false;
    }

    int NextEnd(bool last)
    {
        var next = Vector256.IsHardwareAccelerated ? ScanPlain() : CsvPlainRow.Unresolved;
        return next == CsvPlainRow.Unresolved ? Scan(last) : next;
    }

    /// <summary><see cref="Scan"/> for rows without quotes; else unresolved. 4x on 40 short values per row.</summary>
    int ScanPlain()
    {
        var bytes = block.Buffer.AsSpan(0, block.End);
        var at = block.Position;
        var count = CsvPlainRow.Cut(bytes, at, separator, _ends);
        if (count == CsvPlainRow.Unresolved)
        {
            return count;
        }

        var (starts, lengths, ends) = (_starts, _lengths, _ends);
        for (var i = 0; i < count; i++)
        {
            starts[i] = at;
            lengths[i] = ends[i] - at;
            at = ends[i] + 1;
        }

        lengths[count - 1] -= lengths[count - 1] > 0 && bytes[at - 2] == Return ? 1 : 0;
        (Count, _lines) = (count, 1);
        _escaped.Clear();
        return at;
    }

    /// <summary>Cuts one row into values; returns where the next row starts.</summary>
    int Scan(bool last)
    {
        var bytes = block.Buffer.AsSpan(0, block.End);
        var at = block.Position;
        Count = 0;
        _lines = 0;
        _escaped.Clear();
        while (true)
        {
            var quoted = at < bytes.Length && bytes[at] == Quote;
            var (start, end) = quoted ? (at + 1, ClosingQuote(bytes, at + 1, last)) : (at, at);
            if (end < 0)
            {
                return Incomplete;
            }

            var stop = quoted ? end + 1 : at;
            var length = bytes[stop..].IndexOfAny(separator, LineFeed);
            if (length < 0 && !last)
            {
                return Incomplete;
            }

            stop = length < 0 ? bytes.Length : stop + length;
            var rowEnds = length < 0 || bytes[stop] == LineFeed;
            var tail = rowEnds && stop > (quoted ? end + 1 : at) && bytes[stop - 1] == Return ? stop - 1 : stop;
            if (quoted && tail != end + 1)
            {
                throw InputException.At($"{block.Path}:{block.Line}",
                    $"text after the closing quote of value {Count + 1}",
                    "a separator or the end of the line");
            }

            Keep(start, (quoted ? end : tail) - start);
            at = stop + 1;
            if (rowEnds)
            {
                _lines++;
                return Math.Min(at, bytes.Length);
            }
        }
    }

    /// <summary>Where the value's closing quote lies; negative when it is not (or not surely) in the buffer.</summary>
    int ClosingQuote(ReadOnlySpan<byte> bytes, int at, bool last)
    {
        var start = at;
        var escaped = false;
        while (true)
        {
            var length = bytes[at..].IndexOf(Quote);
            at += length;
            if (length < 0 && last)
            {
                throw InputException.At($"{block.Path}:{block.Line}",
                    $"a quote that is never closed in value {Count + 1}", "a closing quote");
            }

            if (length < 0 || (at + 1 == bytes.Length && !last))
            {
                return Incomplete;
            }

            if (at + 1 == bytes.Length || bytes[at + 1] != Quote)
            {
                break;
            }

            escaped = true;
            at += 2;
        }

        _lines += bytes[start..at].Count(LineFeed);
        if (escaped)
        {
            _escaped.Add(Count);
        }

        return at;
    }

    void Keep(int start, int length)
    {
        if (Count == _starts.Length)
        {
            Array.Resize(ref _starts, 2 * Count);
            Array.Resize(ref _lengths, 2 * Count);
            Array.Resize(ref _ends, 2 * Count);
        }

        _starts[Count] = start;
        _lengths[Count++] = length;
    }

    void Unescape()
    {
        foreach (var value in _escaped)
        {
            var bytes = block.Buffer.AsSpan(_starts[value], _lengths[value]);
            var written = 0;
            for (var read = 0; read < bytes.Length; read++)
            {
                bytes[written++] = bytes[read];
                read += bytes[read] == Quote ? 1 : 0;
            }

            _lengths[value] = written;
        }
    }
}
