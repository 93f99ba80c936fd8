using System.Buffers;
using System.Buffers.Text;

namespace RankElastor.Data.Encoders.Values;

/// <summary>
/// A decimal number read as text, d₁d₂…dₙ · 10^k without zeros at either end, so that no digit is lost whatever its
/// size. It is whole iff k ≥ 0.
/// </summary>
readonly ref struct WholeDigits
{
    static readonly SearchValues<byte> _signs = SearchValues.Create("0123456789."u8);
    readonly ReadOnlySpan<byte> _digits; // from the first that is not 0 to the last; a point may lie among them
    readonly bool _isNegative;
    readonly int _count;
    readonly long _scale;

    WholeDigits(ReadOnlySpan<byte> digits, bool isNegative, int count, long scale)
    {
        _digits = digits;
        _isNegative = isNegative;
        _count = count;
        _scale = scale;
    }

    /// <summary>Whether the number has no fraction.</summary>
    public bool IsWhole => _scale >= 0;

    /// <summary>Reads decimal or exponent notation; blanks around it and a sign are allowed.</summary>
    public static bool TryRead(ReadOnlySpan<byte> raw, out WholeDigits number)
    {
        number = default;
        raw = raw.Trim(" \t"u8);
        var isNegative = raw.Length > 0 && raw[0] == (byte)'-';
        raw = raw.Length > 0 && raw[0] is (byte)'-' or (byte)'+' ? raw[1..] : raw;
        var end = raw.IndexOfAny((byte)'e', (byte)'E');
        var exponent = 0;
        if (end >= 0)
        {
            var power = raw[(end + 1)..];
            if (!Utf8Parser.TryParse(power, out exponent, out var read) || read != power.Length)
            {
                return false;
            }

            raw = raw[..end];
        }

        return TryRead(raw, isNegative, exponent, out number);
    }

    static bool TryRead(ReadOnlySpan<byte> raw, bool isNegative, long scale, out WholeDigits number)
    {
        number = default;
        var point = raw.IndexOf((byte)'.');
        var fraction = point < 0 ? 0 : raw.Length - point - 1;
        if (raw.Length == (point < 0 ? 0 : 1) || raw.ContainsAnyExcept(_signs)
            || raw[(raw.Length - fraction)..].Contains((byte)'.'))
        {
            return false;
        }

        var digits = raw.Trim("0."u8);
        if (digits.IsEmpty)
        {
            number = new WholeDigits("0"u8, false, 1, 0);
            return true;
        }

        // Zeros behind the last digit count for the scale, those of the fraction against it.
        var behind = raw.Length - raw.TrimEnd("0."u8).Length;
        behind -= point >= raw.Length - behind && point >= 0 ? 1 : 0;
        number = new WholeDigits(
            digits, isNegative, digits.Length - digits.Count((byte)'.'), scale - fraction + behind);
        return true;
    }

    /// <summary>The digits of a whole number behind its minus sign, if any; false where they do not fit.</summary>
    public bool TryFormat(Span<byte> scratch, out ReadOnlySpan<byte> text)
    {
        text = default;
        var sign = _isNegative ? 1 : 0;
        if (!IsWhole || sign + _count + _scale > scratch.Length)
        {
            return false;
        }

        scratch[0] = (byte)'-';
        var at = sign;
        foreach (var digit in _digits)
        {
            if (digit != (byte)'.')
            {
                scratch[at++] = digit;
            }
        }

        scratch.Slice(at, (int)_scale).Fill((byte)'0');
        text = scratch[..(at + (int)_scale)];
        return true;
    }
}
