using System.Globalization;

namespace RankElastor.Data.Encoders.Values;

/// <summary>
/// The canonical bytes of a token: equal numbers become equal bytes. Whole numbers are their digits, up to 128 ("1.0"
/// and "1e0" become "1", 2^64 + 1 keeps its 20); others take the shortest text that reads back as the same 64-bit
/// number.
/// </summary>
static class TokenForm
{
    const int MostDigits = 128;
    const int MostExact = 7; // characters of the shortest rounded number, 1.7E+07

    /// <summary>Bytes that <see cref="TryCanonical"/> may need.</summary>
    public static int MaxLength => MostDigits;

    /// <summary>A number in the usual decimal or exponent notation; blanks around it are allowed.</summary>
    public static bool TryReal(ReadOnlySpan<byte> raw, out double value)
    {
        if (ShortDecimal.TryRead(raw, out value))
        {
            return true;
        }

        raw = raw.Trim(" \t"u8);
        if (raw.Length > 0 && raw[0] == (byte)'+')
        {
            raw = raw[1..];
        }

        return double.TryParse(raw,
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture, out value)
            && double.IsFinite(value);
    }

    /// <summary>
    /// Writes the canonical bytes to <paramref name="scratch"/> unless they are the raw ones; false when the value is
    /// no number of that form.
    /// </summary>
    public static bool TryCanonical(ReadOnlySpan<byte> raw, ValueForm form, Span<byte> scratch,
        out ReadOnlySpan<byte> token)
    {
        token = raw;
        if (form == ValueForm.Text || IsPlainWhole(raw))
        {
            return true;
        }

        if (WholeDigits.TryRead(raw, out var number) && number.TryFormat(scratch, out token))
        {
            return true;
        }

        if (!TryReal(raw, out var value) || (form == ValueForm.Whole && !number.IsWhole))
        {
            return false;
        }

        if (value == Math.Floor(value) && Math.Abs(value) < 1e15)
        {
            return Format((long)value, scratch, out token);
        }

        var fits = value.TryFormat(scratch, out var length, "R", CultureInfo.InvariantCulture);
        token = scratch[..length];
        return fits;
    }

    /// <summary>
    /// Whether a program that had the whole number in floating point wrote it, beyond where all of them are exact:
    /// d.d…E+dd of 2^24 (32 bits) and more, or d…d.0 of 2^53 and more.
    /// </summary>
    public static bool IsRounded(ReadOnlySpan<byte> token)
    {
        if (token.Length < MostExact || token[1..3].IndexOf((byte)'.') < 0 && !token.EndsWith(".0"u8))
        {
            return false;
        }

        var power = token.IndexOfAny((byte)'e', (byte)'E');
        return (power < 0 ? token.EndsWith(".0"u8) : power + 1 < token.Length && token[power + 1] == (byte)'+')
            && TryReal(token, out var value) && value == Math.Floor(value)
            && Math.Abs(value) >= (power < 0 ? 1L << 53 : 1L << 24);
    }

    public static bool Format(long value, Span<byte> scratch, out ReadOnlySpan<byte> token)
    {
        var fits = value.TryFormat(scratch, out var length, default, CultureInfo.InvariantCulture);
        token = scratch[..length];
        return fits;
    }

    /// <summary>Whether the bytes are the canonical text of a whole number from 0 to 10^15 − 1.</summary>
    static bool IsPlainWhole(ReadOnlySpan<byte> raw) =>
        raw.Length is > 0 and <= 15 && (raw.Length == 1 || raw[0] != (byte)'0')
            && !raw.ContainsAnyExceptInRange((byte)'0', (byte)'9');
}
