namespace RankElastor.Numerics.Metrics;

/// <summary>
/// AUC within groups, combined over them as <see cref="GroupedAucVariant"/> says: one pass sorts by group and score,
/// and every variant is read from the same result.
/// </summary>
/// <remarks>
/// Each value is in [0, 1], and NaN where no group counts. A NaN score is an <see cref="ArgumentException"/>.
/// </remarks>
public sealed record GroupedAuc
{
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
    public static GroupedAuc Of(ReadOnlySpan<double> scores, ReadOnlySpan<float> labels, ReadOnlySpan<long> groups)
    {
        if (scores.Length != labels.Length || scores.Length != groups.Length)
        {
            throw new ArgumentException(
                $"{scores.Length} scores, {labels.Length} labels and {groups.Length} group keys.");
        }

        var keys = groups.ToArray();
        var order = new int[keys.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(keys, order);
        return Combine(keys, order, scores, labels);
    }

    static GroupedAuc Combine(long[] keys, int[] order, ReadOnlySpan<double> scores, ReadOnlySpan<float> labels)
    {
        var variants = Enum.GetValues<GroupedAucVariant>().Length;
        var (sums, weights) = (new double[variants], new double[variants]);
        var (groups, used) = (0, 0);
        var (groupScores, groupLabels) = (new double[keys.Length], new float[keys.Length]);
        for (var start = 0; start < keys.Length; groups++)
        {
            var end = start;
            var (positives, same) = (0, true);
            for (; end < keys.Length && keys[end] == keys[start]; end++)
            {
                groupScores[end] = scores[order[end]];
                groupLabels[end] = labels[order[end]];
                positives += groupLabels[end] > 0.5f ? 1 : 0;
                same &= groupScores[end] == groupScores[start];
            }

            var rows = end - start;
            var auc = Auc.Of(groupScores.AsSpan(start, rows), groupLabels.AsSpan(start, rows));
            if (!double.IsNaN(auc))
            {
                used++;
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
