using System.Numerics;
using System.Runtime.InteropServices;

namespace RankElastor.Numerics.Metrics;

/// <summary>
/// AUC within groups, combined over them as <see cref="GroupedAucVariant"/> says: one sort by group and score, and
/// every variant is read from the same result.
/// </summary>
/// <remarks>
/// Each value is in [0, 1], and NaN where no group counts. A NaN score is an <see cref="ArgumentException"/>.
/// </remarks>
public sealed record GroupedAuc
{
    const int GroupShift = 33; // above a score of 32 bits and a label
    readonly double[] _values;

    GroupedAuc(double[] values, int groups, int groupsUsed) =>
        (_values, Groups, GroupsUsed) = (values, groups, groupsUsed);

    /// <summary>Distinct group keys.</summary>
    public int Groups { get; }

    /// <summary>Groups that have both classes.</summary>
    public int GroupsUsed { get; }

    /// <summary>The value under one definition.</summary>
    public double this[GroupedAucVariant variant] => _values[(int)variant];

    /// <summary>avgAUC of FuxiCTR: the plain mean over the groups with both classes.</summary>
    public double AverageAuc => this[GroupedAucVariant.TorchEasyRec];

    /// <summary>Measures scores by group; the three spans have one entry per row.</summary>
    public static GroupedAuc Of(ReadOnlySpan<float> scores, ReadOnlySpan<float> labels, ReadOnlySpan<long> groups)
    {
        var words = new ulong[scores.Length];
        for (var row = 0; row < words.Length; row++)
        {
            words[row] = Auc.Ordered(scores[row], row);
        }

        return Of(words, labels, groups);
    }

    /// <summary>The same of double scores, which cost a sort more.</summary>
    public static GroupedAuc Of(ReadOnlySpan<double> scores, ReadOnlySpan<float> labels, ReadOnlySpan<long> groups)
    {
        var (sorted, rows, words) = (scores.ToArray(), new int[scores.Length], new ulong[scores.Length]);
        for (var row = 0; row < rows.Length; row++)
        {
            rows[row] = !double.IsNaN(scores[row]) ? row : throw Auc.NotANumber(row);
        }

        Array.Sort(sorted, rows);
        for (var (place, rank) = (0, 0UL); place < rows.Length; place++)
        {
            rank += place > 0 && sorted[place] > sorted[place - 1] ? 1UL : 0;
            words[rows[place]] = rank;
        }

        return Of(words, labels, groups);
    }

    /// <summary>
    /// Of scores as words of 32 bits. Above each comes the number of its group, below it the label: one array is sorted
    /// by radix, after which each group is a run of rows with ascending scores.
    /// </summary>
    static GroupedAuc Of(Span<ulong> words, ReadOnlySpan<float> labels, ReadOnlySpan<long> groups)
    {
        if (words.Length != labels.Length || words.Length != groups.Length)
        {
            throw new ArgumentException(
                $"{words.Length} scores, {labels.Length} labels and {groups.Length} group keys.");
        }

        var numbers = Numbers(groups);
        var most = 0UL;
        for (var row = 0; row < words.Length; row++)
        {
            most = Math.Max(most, numbers[row]);
            words[row] = ((ulong)numbers[row] << GroupShift) | (words[row] << 1) | (labels[row] > 0.5f ? 1UL : 0);
        }

        RadixSort.Sort(words, lowBit: 1, GroupShift + BitOperations.Log2(most | 1));
        return Combine(words);
    }

    /// <summary>The number of each row's group: its key above the least one, else the order of appearance.</summary>
    static uint[] Numbers(ReadOnlySpan<long> groups)
    {
        var (least, most) = (long.MaxValue, long.MinValue);
        foreach (var group in groups)
        {
            (least, most) = (Math.Min(least, group), Math.Max(most, group));
        }

        var all = new uint[groups.Length];
        var isNarrow = unchecked((ulong)most - (ulong)least) < 1 << 30;
        var known = new Dictionary<long, uint>();
        for (var row = 0; row < all.Length; row++)
        {
            if (isNarrow)
            {
                all[row] = (uint)(groups[row] - least);
                continue;
            }

            ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(known, groups[row], out var isKnown);
            all[row] = isKnown ? number : number = (uint)known.Count - 1;
        }

        return all;
    }

    static GroupedAuc Combine(ReadOnlySpan<ulong> words)
    {
        var variants = Enum.GetValues<GroupedAucVariant>().Length;
        var (sums, weights, used) = (new double[variants], new double[variants], 0);
        var groups = 0;
        for (var start = 0; start < words.Length; groups++)
        {
            var (end, positives, group) = (start, 0, words[start] >> GroupShift);
            for (; end < words.Length && words[end] >> GroupShift == group; end++)
            {
                positives += (int)(words[end] & 1);
            }

            var rows = end - start;
            if (positives > 0 && positives < rows)
            {
                used++;
                var auc = Auc.OfSortedWords(words[start..end]);
                var same = words[start] >> 1 == words[end - 1] >> 1;
                ReadOnlySpan<double> groupWeights = [rows, positives, 1, same ? 0 : 1]; // in the order of the variants
                for (var variant = 0; variant < variants; variant++)
                {
                    sums[variant] += groupWeights[variant] * auc;
                    weights[variant] += groupWeights[variant];
                }
            }

            start = end;
        }

        return new GroupedAuc([.. sums.Zip(weights, (sum, weight) => sum / weight)], groups, used);
    }
}
