using System.Globalization;
using System.Numerics;
using RankElastor.Data.Datasets;

namespace RankElastor.Data.Encoders;

/// <summary>
/// Finds the longest sequence, and notices that a few long ones make every row of a field without max_len many times
/// as wide as nearly all rows need.
/// </summary>
sealed class LengthCheck(FieldOptions options)
{
    /// <summary>A width that is this many times what 99 % of the rows need is told.</summary>
    const int Wasteful = 4;

    /// <summary>Widths up to this cost little, whatever the rows need.</summary>
    const int Harmless = 64;

    readonly long[] _rows = new long[33]; // by the smallest power of two that holds them

    /// <summary>Elements of the longest sequence; at least 1.</summary>
    public int Longest { get; private set; } = 1;

    public void Observe(int elements)
    {
        Longest = Math.Max(Longest, elements);
        _rows[elements == 0 ? 0 : BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)elements))]++;
    }

    public string? Remark => options.MaxLength == 0 && Longest > Harmless && Longest >= Wasteful * Enough
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"{options.Name}: max_len is not given, so every row is as wide as the longest sequence, {Longest} "
            + $"elements; max_len: {Enough} would hold at least 99 % of the rows whole")
        : null;

    /// <summary>The smallest power of two that holds 99 % of the sequences.</summary>
    int Enough
    {
        get
        {
            var (power, held, wanted) = (0, _rows[0], 0.99 * _rows.Sum());
            while (held < wanted)
            {
                held += _rows[++power];
            }

            return power < 31 ? 1 << power : int.MaxValue;
        }
    }
}
