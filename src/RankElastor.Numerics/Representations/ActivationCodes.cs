using System.Numerics.Tensors;
using RankElastor.Numerics.Randomness;

namespace RankElastor.Numerics.Representations;

/// <summary>
/// The sign code of a row: one bit per unit, set where the value is above 0 (activation hashing). Rows with the same
/// code lie in the same linear region of a ReLU layer; a layer whose units are dead or degenerate has few codes.
/// </summary>
public static class ActivationCodes
{
    /// <summary>
    /// 64-bit codes, one per row: the bits themselves for at most 64 units, else words of 64 bits scattered into one (n
    /// different codes collide with a chance below n² / 2^64).
    /// </summary>
    /// <param name="values">[rows, units], row-major, before or after a ReLU.</param>
    /// <param name="codes">[rows].</param>
    public static void Write(ReadOnlySpan<float> values, Span<ulong> codes)
    {
        var units = codes.IsEmpty ? 0 : values.Length / codes.Length;
        if (units * codes.Length != values.Length)
        {
            throw new ArgumentException($"{values.Length} numbers are not {codes.Length} rows of one width.");
        }

        for (var i = 0; i < codes.Length; i++)
        {
            var row = values.Slice(i * units, units);
            var code = 0UL;
            for (var start = 0; start < units; start += 64)
            {
                var word = 0UL;
                for (var j = start; j < Math.Min(start + 64, units); j++)
                {
                    word |= (row[j] > 0 ? 1UL : 0) << (j - start);
                }

                code = start == 0 ? word : SeededRandom.Mix(code) ^ word;
            }

            codes[i] = code;
        }
    }

    /// <summary>
    /// code_redundancy: 1 − different codes / rows. In [0, 1 − 1 / rows]: 0 where every row has a code of its own; NaN
    /// for no rows and for values that are not finite. Grows with the rows: compare samples of one size.
    /// </summary>
    /// <param name="values">[rows, units], row-major, before or after a ReLU.</param>
    /// <param name="rows">Rows, not negative.</param>
    public static double Redundancy(ReadOnlySpan<float> values, int rows)
    {
        var codes = new ulong[rows];
        Write(values, codes);
        Array.Sort(codes);
        var different = 0;
        for (var i = 0; i < rows; i++)
        {
            different += i == 0 || codes[i] != codes[i - 1] ? 1 : 0;
        }

        return rows == 0 || !TensorPrimitives.IsFiniteAll(values) ? double.NaN : 1 - different / (double)rows;
    }
}
