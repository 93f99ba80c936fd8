using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RankElastor.Data.Sources;

/// <summary>
/// Cuts a block without quotes into rows: 64 bytes at a time become bit masks of separators and line feeds, and each
/// set bit ends a value. The definition it must agree with is <see cref="CsvParser"/>'s scan, value by value.
/// </summary>
static class CsvPlainBlock
{
    const int Width = 64;

    /// <summary>
    /// Adds the rows from the block's position on to the chunk; stops at a row that has another number of values than
    /// the chunk's columns, or that no line feed ends. The position and line are then those of that row.
    /// </summary>
    internal static void Cut(CsvBlock block, byte separator, RowChunk chunk, int mostRows)
    {
        var bytes = block.Buffer.AsSpan(0, block.End + CsvBlock.Slack);
        ref var first = ref MemoryMarshal.GetReference(bytes);
        var row = chunk.NextRow();
        var (start, line) = (block.Position, block.Line);
        var (count, rows) = (0, chunk.Rows);
        for (var at = start; at < block.End && rows < mostRows; at += Width)
        {
            var (marks, feeds) = Masks(ref Unsafe.Add(ref first, at), separator);
            for (; marks != 0; marks &= marks - 1)
            {
                var bit = BitOperations.TrailingZeroCount(marks);
                var end = at + bit;
                if (count == row.Length)
                {
                    return; // one value too many
                }

                row[count++] = new RowChunk.Place(start, end - start);
                start = end + 1;
                if ((feeds >> bit & 1) == 0)
                {
                    continue;
                }

                ref var last = ref row[count - 1];
                last = last.Length > 0 && bytes[end - 1] == '\r' ? new RowChunk.Place(last.Start, last.Length - 1)
                    : last;
                if (count == row.Length)
                {
                    chunk.EndRow(line);
                    rows++;
                    row = chunk.NextRow();
                }
                else if (count != 1 || last.Length > 0)
                {
                    return; // neither whole nor blank
                }

                (block.Position, block.Line, count) = (start, ++line, 0);
                if (rows == mostRows)
                {
                    return;
                }
            }
        }
    }

    /// <summary>Bits of the bytes that end a value, and of those that end a row.</summary>
    static (ulong Marks, ulong Feeds) Masks(ref byte at, byte separator)
    {
        var (low, high) = (Vector256.LoadUnsafe(ref at), Vector256.LoadUnsafe(ref at, 32));
        var (separators, feed) = (Vector256.Create(separator), Vector256.Create((byte)'\n'));
        var feeds = Bits(Vector256.Equals(low, feed), Vector256.Equals(high, feed));
        return (feeds | Bits(Vector256.Equals(low, separators), Vector256.Equals(high, separators)), feeds);
    }

    static ulong Bits(Vector256<byte> low, Vector256<byte> high) =>
        low.ExtractMostSignificantBits() | (ulong)high.ExtractMostSignificantBits() << 32;
}
