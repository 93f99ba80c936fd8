namespace RankElastor.Numerics.Metrics;

/// <summary>
/// Ranking metrics by group, as FuxiCTR computes them: within a group rows stand by falling score, and the result is
/// the plain mean over all groups, those without a positive row included. Of rows of one score the later stands first,
/// which is what FuxiCTR's reversed ascending sort gives for short groups.
/// </summary>
/// <remarks>A NaN score is an <see cref="ArgumentException"/>; no rows give NaN.</remarks>
public sealed class GroupedRanking
{
    const double Tiny = 1e-12; // FuxiCTR's guard of a group without a positive row
    readonly List<float[]> _groups = []; // labels by falling score

    GroupedRanking() { }

    /// <summary>Sorts once, for all metrics; the three spans have one entry per row.</summary>
    public static GroupedRanking Of(ReadOnlySpan<double> scores, ReadOnlySpan<float> labels, ReadOnlySpan<long> groups)
    {
        if (scores.Length != labels.Length || scores.Length != groups.Length)
        {
            throw new ArgumentException(
                $"{scores.Length} scores, {labels.Length} labels and {groups.Length} group keys.");
        }

        var keys = new (long Group, double Falling, int Later)[scores.Length];
        for (var row = 0; row < keys.Length; row++)
        {
            keys[row] = double.IsNaN(scores[row])
                ? throw new ArgumentException($"Row {row} has a NaN score.")
                : (groups[row], -scores[row], -row);
        }

        Array.Sort(keys);
        var ranking = new GroupedRanking();
        for (var start = 0; start < keys.Length;)
        {
            var end = start;
            while (end < keys.Length && keys[end].Group == keys[start].Group)
            {
                end++;
            }

            var group = new float[end - start];
            for (var i = 0; i < group.Length; i++)
            {
                group[i] = labels[-keys[start + i].Later];
            }

            ranking._groups.Add(group);
            start = end;
        }

        return ranking;
    }

    /// <summary>
    /// MRR of FuxiCTR: Σ y_r / r over Σ y, r the place from 1; 0 for a group without a positive row. With one positive
    /// row the reciprocal of its place.
    /// </summary>
    public double ReciprocalRank => Mean(group =>
    {
        var (sum, all) = (0.0, 0.0);
        for (var place = 0; place < group.Length; place++)
        {
            sum += group[place] / (place + 1.0);
            all += group[place];
        }

        return sum / (all + Tiny);
    });

    /// <summary>
    /// NDCG of the first <paramref name="top"/> places: Σ (2^y − 1) / log2(r + 1) over its most; a group with fewer
    /// rows is taken whole, one without a positive row counts as 0 (Järvelin and Kekäläinen, 2002, with exponential
    /// gains).
    /// </summary>
    public double Gain(int top) => Mean(group =>
    {
        var best = group.ToArray();
        Array.Sort(best);
        Array.Reverse(best);
        return Discounted(group, top) / (Discounted(best, top) + Tiny);
    });

    /// <summary>The share of groups with a positive row (label above 0) in the first <paramref name="top"/>.</summary>
    public double Hits(int top) => Mean(group => group.AsSpan(0, Math.Min(top, group.Length)).ContainsAnyInRange(
        float.Epsilon, float.PositiveInfinity) ? 1 : 0);

    double Mean(Func<float[], double> value)
    {
        var sum = 0.0;
        foreach (var group in _groups)
        {
            sum += value(group);
        }

        return sum / _groups.Count;
    }

    static double Discounted(float[] group, int top)
    {
        var sum = 0.0;
        for (var place = 0; place < Math.Min(top, group.Length); place++)
        {
            sum += (Math.Pow(2, group[place]) - 1) / Math.Log2(place + 2);
        }

        return sum;
    }
}
