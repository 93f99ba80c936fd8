using RankElastor.Numerics.Statistics;

namespace RankElastor.Numerics.Metrics;

/// <summary>The difference of two gAUCs (<see cref="GroupedAucVariant.FuxiCtr"/>) on the same rows, group by group.
/// </summary>
public static class PairedGroupedAuc
{
    /// <summary>
    /// AUC of <paramref name="second"/> less that of <paramref name="first"/> in each group, groups in order of their
    /// keys; weighted by the group's rows, by 0 where a class is missing. The mean is the difference of the two gAUCs.
    /// </summary>
    /// <param name="first">Scores of one model.</param>
    /// <param name="second">Those of the other.</param>
    /// <param name="labels">Positive where above 0.5.</param>
    /// <param name="groups">The key of each row's group, such as a user.</param>
    public static WeightedDifferences Of(
        ReadOnlySpan<float> first, ReadOnlySpan<float> second, ReadOnlySpan<float> labels, ReadOnlySpan<long> groups)
    {
        var (keys, order) = (groups.ToArray(), new int[groups.Length]);
        for (var row = 0; row < order.Length; row++)
        {
            order[row] = row;
        }

        Array.Sort(keys, order);
        List<double> differences = [], weights = [];
        for (var start = 0; start < order.Length;)
        {
            var end = start;
            while (end < order.Length && keys[end] == keys[start])
            {
                end++;
            }

            var rows = order.AsSpan(start, end - start);
            var own = Of(labels, rows);
            var gain = Auc.Of(Of(second, rows), own) - Auc.Of(Of(first, rows), own);
            differences.Add(double.IsNaN(gain) ? 0 : gain);
            weights.Add(double.IsNaN(gain) ? 0 : rows.Length);
            start = end;
        }

        return new(differences.ToArray(), weights.ToArray());
    }

    static float[] Of(ReadOnlySpan<float> values, ReadOnlySpan<int> rows)
    {
        var picked = new float[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            picked[i] = values[rows[i]];
        }

        return picked;
    }
}
