using System.Buffers.Binary;
using RankElastor.Data.Files;

namespace RankElastor.Model.Interchange;

/// <summary>
/// Walks the opcodes of a pickle (protocols 0 to 5) without doing them, so that the unpickler meets no length that
/// the file does not hold: it would ask for that much memory first.
/// </summary>
static class PickleLengths
{
    /// <summary>Checks all opcodes up to the end of the pickle.</summary>
    /// <exception cref="InputException">An opcode that does not exist, or one longer than the file.</exception>
    public static void Check(string where, ReadOnlySpan<byte> pickle)
    {
        for (var at = 0; at < pickle.Length;)
        {
            var code = (char)pickle[at++];
            if (code == '.')
            {
                return;
            }

            var length = Argument(code, pickle[at..]);
            if (length < 0 || length > pickle.Length - at)
            {
                throw InputException.At($"{where}: byte {at}", $"code {(int)code} beyond the file", TorchFile.Whole);
            }

            at += (int)length;
        }

        throw InputException.At(where, "a pickle without an end", TorchFile.Whole);
    }

    /// <summary>Bytes that follow a code; negative where they do not fit or the code does not exist.</summary>
    static long Argument(char code, ReadOnlySpan<byte> rest) => code switch
    {
        '(' or '0' or '1' or '2' or 'N' or 'R' or 'b' or '}' or 'a' or 'd' or 'e' or 'l' or ']' or 's' or 't' or ')'
            or 'u' or 'Q' or 'o' or >= '\x85' and <= '\x89' or '\x81' or >= '\x8f' and <= '\x94' or '\x97'
            or '\x98' => 0,
        'K' or 'q' or 'h' or '\x80' or '\x82' => 1,
        'M' or '\x83' => 2,
        'J' or 'r' or 'j' or '\x84' => 4,
        'G' or '\x95' => 8,
        'F' or 'I' or 'L' or 'S' or 'V' or 'p' or 'g' or 'P' => Line(rest),
        'c' or 'i' => Line(rest) is var first and >= 0 && Line(rest[(int)first..]) is var second and >= 0
            ? first + second : -1,
        'U' or 'C' or '\x8a' or '\x8c' => rest.Length < 1 ? -1 : 1 + rest[0],
        'T' or 'X' or 'B' or '\x8b' => rest.Length < 4 ? -1 : 4L + BinaryPrimitives.ReadUInt32LittleEndian(rest),
        '\x8d' or '\x8e' or '\x96' => rest.Length < 8 ? -1
            : (long)Math.Min(BinaryPrimitives.ReadUInt64LittleEndian(rest), int.MaxValue) + 8,
        _ => -1,
    };

    static long Line(ReadOnlySpan<byte> rest) => rest.IndexOf((byte)'\n') + 1 is var length and > 0 ? length : -1;
}
