using System.Text;
using RankElastor.Numerics.Randomness;

namespace RankElastor.Tests.Fuzzing;

/// <summary>
/// Damages a valid file a little: bytes changed, cut off, left out, doubled, and values of another kind.
/// </summary>
static class Mutation
{
    static readonly byte[] _marks = [0, 1, 0x7f, 0x80, 0xff, .. "\n\r\t \"'-.,:;^[]{}<>#&*!%09aeN"u8];

    static readonly byte[][] _values =
    [
        .. new[]
        {
            "0", "-1", "1e999", "2147483648", "-9223372036854775809", "99999999999999999999", "0.1", "null", "true",
            "\"\"", "\"x\"", "[]", "{}", "[null]", "{\"a\": null}", ".inf", "NaN", "\"NaN\"", "2000000000", "4096",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    /// <summary>One change, or two.</summary>
    public static byte[] Of(byte[] valid, SeededRandom random)
    {
        var bytes = Once(valid, random);
        return random.NextInt(4) == 0 ? Once(bytes, random) : bytes;
    }

    static byte[] Once(byte[] valid, SeededRandom random)
    {
        var at = random.NextInt(Math.Max(1, valid.Length));
        var length = Math.Min(1 + random.NextInt(random.NextInt(8) == 0 ? 64 : 4), valid.Length - at);
        return random.NextInt(10) switch
        {
            0 => valid[..at],
            1 => Replace(valid, at, 0, Some(random)),
            2 => Replace(valid, at, length, []),
            3 => Replace(valid, at, 0, valid[at..(at + length)]),
            4 or 5 or 6 => ReplaceValue(valid, at, _values[random.NextInt(_values.Length)]),
            _ => Replace(valid, at, length, Some(random)),
        };
    }

    static byte[] Some(SeededRandom random) =>
    [
        .. Enumerable.Range(0, 1 + random.NextInt(4)).Select(
            _ => random.NextInt(2) == 0 ? (byte)random.NextInt(256) : _marks[random.NextInt(_marks.Length)]),
    ];

    /// <summary>The number, word or text around a place gives way to another value.</summary>
    static byte[] ReplaceValue(byte[] valid, int at, byte[] value)
    {
        var (start, end) = (at, at);
        while (start > 0 && IsOfValue(valid[start - 1]))
        {
            start--;
        }

        while (end < valid.Length && IsOfValue(valid[end]))
        {
            end++;
        }

        return Replace(valid, start, end - start, value);
    }

    static bool IsOfValue(byte letter) => char.IsAsciiLetterOrDigit((char)letter) || "\"_.-+".Contains((char)letter);

    static byte[] Replace(byte[] valid, int at, int length, byte[] by) =>
        [.. valid[..at], .. by, .. valid[Math.Min(valid.Length, at + length)..]];
}
