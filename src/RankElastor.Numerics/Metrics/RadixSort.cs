using System.Buffers;

namespace RankElastor.Numerics.Metrics;

/// <summary>
/// Least-significant-digit radix sort of words by a range of their bits, 11 bits a pass; stable in that range. 3 passes
/// and one read for 32 bits, against about n log n compares.
/// </summary>
static class RadixSort
{
    const int DigitBits = 11, Digits = 1 << DigitBits;

    /// <summary>Sorts ascending by bits lowBit … lowBit + bits − 1; the bits above must be zero or equal.</summary>
    public static void Sort(Span<ulong> words, int lowBit, int bits)
    {
        var rented = ArrayPool<ulong>.Shared.Rent(words.Length);
        var from = words;
        var to = rented.AsSpan(0, words.Length);
        Span<int> places = stackalloc int[Digits];
        for (var shift = lowBit; shift < lowBit + bits; shift += DigitBits)
        {
            if (Count(from, shift, places))
            {
                foreach (var word in from)
                {
                    to[places[(int)(word >> shift) & (Digits - 1)]++] = word;
                }

                var swap = from;
                from = to;
                to = swap;
            }
        }

        if (from != words)
        {
            from.CopyTo(words);
        }

        ArrayPool<ulong>.Shared.Return(rented);
    }

    /// <summary>
    /// First place of each digit; false where all words share one digit and the pass can be left out.
    /// </summary>
    static bool Count(ReadOnlySpan<ulong> words, int shift, Span<int> places)
    {
        places.Clear();
        foreach (var word in words)
        {
            places[(int)(word >> shift) & (Digits - 1)]++;
        }

        var (sum, used) = (0, 0);
        foreach (ref var place in places)
        {
            used += place > 0 ? 1 : 0;
            (place, sum) = (sum, sum + place);
        }

        return used > 1;
    }
}
