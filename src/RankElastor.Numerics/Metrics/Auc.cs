using System.Buffers;

namespace RankElastor.Numerics.Metrics;

/// <summary>
/// Area under the ROC curve, exact: the share of (positive, negative) pairs in which the positive has the larger score,
/// a tie counting one half (mid-ranks; Mann and Whitney). Equal to scikit-learn's <c>roc_auc_score</c>.
/// </summary>
/// <remarks>
/// In [0, 1]; NaN where only one class is present. A label is positive where it is above 0.5. Infinite scores are
/// ranked; a NaN score is an <see cref="ArgumentException"/>. Cost: a sort; an array of float scores above 4,096 is
/// sorted by radix.
/// </remarks>
public static class Auc
{
    const int RadixFrom = 4096;

    /// <summary>The area of double scores.</summary>
    public static double Of(ReadOnlySpan<double> scores, ReadOnlySpan<float> labels)
    {
        CheckLengths(scores.Length, labels.Length);
        var keys = ArrayPool<ulong>.Shared.Rent(scores.Length);
        var positive = ArrayPool<bool>.Shared.Rent(scores.Length);
        for (var i = 0; i < scores.Length; i++)
        {
            keys[i] = Ordered(scores[i], i);
            positive[i] = labels[i] > 0.5f;
        }

        var sorted = keys.AsSpan(0, scores.Length);
        var marks = positive.AsSpan(0, scores.Length);
        sorted.Sort(marks);
        var area = OfSorted(sorted, marks);
        ArrayPool<ulong>.Shared.Return(keys);
        ArrayPool<bool>.Shared.Return(positive);
        return area;
    }

    /// <summary>The area of float scores.</summary>
    public static double Of(ReadOnlySpan<float> scores, ReadOnlySpan<float> labels)
    {
        CheckLengths(scores.Length, labels.Length);
        // The label is carried in bit 0 of a 64-bit word above which lies the score: one array to sort, no permutation
        // to follow.
        var words = ArrayPool<ulong>.Shared.Rent(scores.Length);
        for (var i = 0; i < scores.Length; i++)
        {
            words[i] = ((ulong)Ordered(scores[i], i) << 1) | (labels[i] > 0.5f ? 1UL : 0);
        }

        var sorted = words.AsSpan(0, scores.Length);
        if (sorted.Length >= RadixFrom)
        {
            RadixSort.Sort(sorted, lowBit: 1, bits: 32); // ties need no order among themselves
        }
        else
        {
            sorted.Sort();
        }

        var area = OfSortedWords(sorted);
        ArrayPool<ulong>.Shared.Return(words);
        return area;
    }

    /// <summary>The definition: every pair of a positive and a negative.</summary>
    internal static double Scalar(ReadOnlySpan<double> scores, ReadOnlySpan<float> labels)
    {
        double wins = 0, pairs = 0;
        for (var p = 0; p < scores.Length; p++)
        {
            for (var n = 0; n < scores.Length; n++)
            {
                if (labels[p] > 0.5f && !(labels[n] > 0.5f))
                {
                    pairs++;
                    wins += scores[p] > scores[n] ? 1 : scores[p] == scores[n] ? 0.5 : 0;
                }
            }
        }

        return wins / pairs;
    }

    static double OfSorted(ReadOnlySpan<ulong> ascending, ReadOnlySpan<bool> positive)
    {
        var tally = new PairTally();
        for (var start = 0; start < ascending.Length;)
        {
            var positives = 0L;
            var end = start;
            for (; end < ascending.Length && ascending[end] == ascending[start]; end++)
            {
                positives += positive[end] ? 1 : 0;
            }

            tally.AddTies(positives, end - start - positives);
            start = end;
        }

        return tally.Area;
    }

    /// <summary>The area of words that ascend, the label in bit 0 and the score above it.</summary>
    internal static double OfSortedWords(ReadOnlySpan<ulong> ascending)
    {
        var tally = new PairTally();
        for (var start = 0; start < ascending.Length;)
        {
            var (score, positives, end) = (ascending[start] >> 1, 0L, start);
            for (; end < ascending.Length && ascending[end] >> 1 == score; end++)
            {
                positives += (long)(ascending[end] & 1);
            }

            tally.AddTies(positives, end - start - positives);
            start = end;
        }

        return tally.Area;
    }

    /// <summary>Unsigned words in the order of the numbers; −0 and 0 are one score.</summary>
    internal static uint Ordered(float score, int index)
    {
        var bits = BitConverter.SingleToUInt32Bits(score + 0f);
        return !float.IsNaN(score) ? bits >> 31 == 0 ? bits | 0x80000000 : ~bits : throw NotANumber(index);
    }

    static ulong Ordered(double score, int index)
    {
        var bits = BitConverter.DoubleToUInt64Bits(score + 0.0);
        return !double.IsNaN(score) ? bits >> 63 == 0 ? bits | (1UL << 63) : ~bits : throw NotANumber(index);
    }

    internal static ArgumentException NotANumber(int index) =>
        new($"Score {index} is not a number; scores must be ordered.");

    static void CheckLengths(int scores, int labels)
    {
        if (scores != labels)
        {
            throw new ArgumentException($"{scores} scores but {labels} labels.");
        }
    }

    /// <summary>
    /// Counts pairs while scores ascend, in whole half-pairs: exact up to 2^63 of them, four thousand million rows.
    /// </summary>
    struct PairTally
    {
        long _positives, _negatives, _halfWins;

        public readonly double Area =>
            _positives > 0 && _negatives > 0 ? 0.5 * _halfWins / _positives / _negatives : double.NaN;

        public void AddTies(long positives, long negatives)
        {
            if (positives > 0)
            {
                _halfWins += positives * (2 * _negatives + negatives);
            }

            _positives += positives;
            _negatives += negatives;
        }
    }
}
