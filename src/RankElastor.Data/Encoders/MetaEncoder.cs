using System.Buffers.Text;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using RankElastor.Data.Datasets;
using RankElastor.Data.Schemas;

namespace RankElastor.Data.Encoders;

/// <summary>
/// One 64-bit value per row that is equal for two rows iff their tokens are: a whole number in canonical decimal form
/// is itself, any other text its 64-bit XXH3 hash (two of n texts collide with probability about n² / 2^65).
/// FuxiCTR's remap has no effect here, because a vocabulary would make one group of all values that train has not
/// seen.
/// </summary>
sealed class MetaEncoder(FieldOptions options, FittedState state) : FieldEncoder(options, null, state)
{
    public override Field Field => Describe(0, 0);

    internal override void Encode(FieldReader reader, ReadOnlySpan<int> rows, Span<byte> column)
    {
        var values = MemoryMarshal.Cast<byte, long>(column);
        for (var index = 0; index < rows.Length; index++)
        {
            reader.Tally.Row(reader.IsMissing(rows[index]));
            values[index] = Value(reader.Token(rows[index], out _));
        }
    }

    static long Value(ReadOnlySpan<byte> token) =>
        Utf8Parser.TryParse(token, out long number, out var consumed) && consumed == token.Length && IsCanonical(token)
            ? number
            : (long)XxHash3.HashToUInt64(token);

    static bool IsCanonical(ReadOnlySpan<byte> token)
    {
        var digits = token[0] == (byte)'-' ? token[1..] : token;
        return digits[0] is >= (byte)'1' and <= (byte)'9' || (token.Length == 1 && token[0] == (byte)'0');
    }
}
