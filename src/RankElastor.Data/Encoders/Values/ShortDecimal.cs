namespace RankElastor.Data.Encoders.Values;

/// <summary>
/// Plain decimal numbers of at most 15 digits, −123.45: an integer m below 10^15 over 10^k, k ≤ 15. Both are exact in
/// 64 bits, so one division rounds correctly and the result has the bits that <see cref="double.Parse(string)"/>
/// gives.
/// </summary>
static class ShortDecimal
{
    const int MostDigits = 15;

    static readonly double[] _powers = [.. Enumerable.Range(0, MostDigits + 1)
        .Select(power => double.Parse($"1e{power}", System.Globalization.CultureInfo.InvariantCulture))];

    /// <summary>The number, or false for any other form, which the caller parses the general way.</summary>
    public static bool TryRead(ReadOnlySpan<byte> raw, out double value)
    {
        value = 0;
        var isNegative = raw.Length > 0 && raw[0] == (byte)'-';
        var (mantissa, digits, fraction) = (0L, 0, -1);
        for (var index = isNegative ? 1 : 0; index < raw.Length; index++)
        {
            var digit = (uint)raw[index] - '0';
            if (digit <= 9)
            {
                mantissa = 10 * mantissa + digit;
                digits++;
            }
            else if (raw[index] == (byte)'.' && fraction < 0)
            {
                fraction = digits;
            }
            else
            {
                return false;
            }

            if (digits > MostDigits)
            {
                return false;
            }
        }

        if (digits == 0)
        {
            return false;
        }

        value = fraction < 0 ? mantissa : mantissa / _powers[digits - fraction];
        value = isNegative ? -value : value;
        return true;
    }
}
