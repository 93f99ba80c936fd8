using System.Numerics;
using System.Runtime.Intrinsics;

namespace RankElastor.Data.Sources;

/// <summary>
/// Finds where the values of a CSV row end when it holds no quote: 32 bytes at a time become bit masks of separators
/// and line feeds. The definition it must agree with is <see cref="CsvParser"/>'s value-by-value scan, which takes
/// over whenever this one gives up.
/// </summary>
static class CsvPlainRow
{
    /// <summary>Not resolved: a quote, more values than expected, or too close to the buffer's end.</summary>
    internal const int Unresolved = -1;

    /// <summary>Fills in the places of the separators and of the line feed; returns how many.</summary>
    internal static int Cut(ReadOnlySpan<byte> bytes, int at, byte separator, Span<int> ends)
    {
        var (separators, feeds, quotes) = (Vector256.Create(separator), Vector256.Create((byte)'\n'),
            Vector256.Create((byte)'"'));
        var count = 0;
        for (; at + Vector256<byte>.Count <= bytes.Length; at += Vector256<byte>.Count)
        {
            var block = Vector256.Create(bytes[at..]);
            var feed = Vector256.Equals(block, feeds).ExtractMostSignificantBits();
            var upToFeed = feed ^ (feed - 1); // all bits when there is no line feed
            var marks = (Vector256.Equals(block, separators).ExtractMostSignificantBits() | feed) & upToFeed;
            var quote = Vector256.Equals(block, quotes).ExtractMostSignificantBits() & upToFeed;
            if (quote != 0 || count + BitOperations.PopCount(marks) > ends.Length)
            {
                return Unresolved;
            }

            for (; marks != 0; marks &= marks - 1)
            {
                ends[count++] = at + BitOperations.TrailingZeroCount(marks);
            }

            if (feed != 0)
            {
                return count;
            }
        }

        return Unresolved;
    }
}
