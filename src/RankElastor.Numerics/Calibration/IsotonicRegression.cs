using RankElastor.Numerics.Metrics;

namespace RankElastor.Numerics.Calibration;

/// <summary>
/// The rates by prediction that never fall and are nearest to the labels in weighted squares, which are also those of
/// the least weighted log loss: pool adjacent violators (Ayer et al., 1955), linear in the rows after a radix sort.
/// </summary>
static class IsotonicRegression
{
    /// <summary>
    /// Blocks of one rate by rising prediction; their rates rise. Rows of equal prediction are one point; those
    /// without weight do not count.
    /// </summary>
    /// <remarks>
    /// A prediction outside [0, 1] or NaN, a label other than 0 or 1, a weight below 0, or no rows, is an <see
    /// cref="ArgumentException"/>.
    /// </remarks>
    public static IReadOnlyList<IsotonicBlock> Fit(
        ReadOnlySpan<float> probabilities, ReadOnlySpan<float> labels, ReadOnlySpan<float> weights = default)
    {
        CalibrationMap.Check(probabilities, labels, weights);
        var blocks = new List<IsotonicBlock>();
        foreach (var word in Sorted(probabilities))
        {
            var row = (int)(uint)word;
            double weight = weights.IsEmpty ? 1 : weights[row];
            if (weight == 0)
            {
                continue;
            }

            var point = new IsotonicBlock(
                probabilities[row], probabilities[row], weight, labels[row] == 1 ? weight : 0);
            if (blocks is [.., var last] && last.Last == point.First)
            {
                blocks[^1] = last.With(point); // a tie; it may have lowered the rate
            }
            else
            {
                Pool(blocks);
                blocks.Add(point);
            }
        }

        Pool(blocks);
        return blocks;
    }

    /// <summary>The last block takes up those before it whose rates are not below its own.</summary>
    static void Pool(List<IsotonicBlock> blocks)
    {
        while (blocks is [.., var before, var last] && before.Rate >= last.Rate)
        {
            blocks.RemoveAt(blocks.Count - 1);
            blocks[^1] = before.With(last);
        }
    }

    /// <summary>By rising prediction, its bits above the number of the row.</summary>
    static ulong[] Sorted(ReadOnlySpan<float> probabilities)
    {
        var words = new ulong[probabilities.Length];
        for (var row = 0; row < words.Length; row++)
        {
            words[row] = ((ulong)BitConverter.SingleToUInt32Bits(probabilities[row] + 0f) << 32) | (uint)row;
        }

        RadixSort.Sort(words, 32, 32);
        return words;
    }
}

/// <summary>Neighbouring predictions with one rate.</summary>
/// <param name="First">The lowest prediction.</param>
/// <param name="Last">The highest prediction.</param>
/// <param name="Weight">The sum of the rows' weights, above 0.</param>
/// <param name="Clicks">The sum of the weights of rows with label 1.</param>
readonly record struct IsotonicBlock(float First, float Last, double Weight, double Clicks)
{
    /// <summary>The weighted mean of the labels.</summary>
    public double Rate => Clicks / Weight;

    public IsotonicBlock With(IsotonicBlock next) =>
        new(First, next.Last, Weight + next.Weight, Clicks + next.Clicks);
}
