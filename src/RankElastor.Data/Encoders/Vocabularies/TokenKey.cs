using System.Buffers.Binary;
using System.IO.Hashing;

namespace RankElastor.Data.Encoders.Vocabularies;

/// <summary>
/// A token as two words: up to 15 bytes the bytes themselves and, in the top byte, their number, so that equal keys
/// are equal tokens; longer ones as a hash and 255, so that the bytes must be compared.
/// </summary>
readonly record struct TokenKey(ulong Low, ulong High)
{
    const int MostInline = 15;
    const ulong LongMark = 255UL << 56;

    public bool IsLong => High >> 56 == 255;

    /// <summary>64 bits scattered from both words (the folded product of wyhash).</summary>
    public uint Hash
    {
        get
        {
            var high = Math.BigMul(Low ^ 0xa0761d6478bd642fUL, High ^ 0xe7037ed1a0b428dbUL, out var low);
            return (uint)((high ^ low) >> 32 ^ high ^ low);
        }
    }

    public static TokenKey Of(ReadOnlySpan<byte> token)
    {
        var length = token.Length;
        if (length > MostInline)
        {
            return new TokenKey(XxHash3.HashToUInt64(token), LongMark);
        }

        var count = (ulong)length << 56;
        if (length >= 8)
        {
            var low = BinaryPrimitives.ReadUInt64LittleEndian(token);
            var rest = length > 8
                ? BinaryPrimitives.ReadUInt64LittleEndian(token[(length - 8)..]) >> (8 * (16 - length)) : 0;
            return new TokenKey(low, rest | count);
        }

        if (length >= 4)
        {
            var (front, back) = (BinaryPrimitives.ReadUInt32LittleEndian(token),
                BinaryPrimitives.ReadUInt32LittleEndian(token[(length - 4)..]));
            return new TokenKey(front | (ulong)back << 32, count);
        }

        var word = 0UL;
        for (var index = 0; index < length; index++)
        {
            word |= (ulong)token[index] << (8 * index);
        }

        return new TokenKey(word, count);
    }
}
