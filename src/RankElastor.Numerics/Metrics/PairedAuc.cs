using RankElastor.Numerics.Statistics;

namespace RankElastor.Numerics.Metrics;

/// <summary>
/// The difference of two AUCs on the same rows with its standard error by DeLong, DeLong and Clarke-Pearson (1988).
/// </summary>
public static class PairedAuc
{
    /// <summary>
    /// AUC of <paramref name="second"/> less that of <paramref name="first"/>, ties counted half; NaN for fewer than 2
    /// rows of a class and for a NaN. A label is positive where it is above 0.5. Cost: two sorts.
    /// </summary>
    public static (double Gain, double Error) Of(double[] first, double[] second, ReadOnlySpan<float> labels)
    {
        var gain = GainOf(first, second, labels);
        return (gain.Gain, gain.Error);
    }

    /// <summary>
    /// The same with each row's part of the error: the change of its placement less the mean of its class, over
    /// √(m (m − 1)) of the m rows of its class.
    /// </summary>
    public static PairedGain GainOf(double[] first, double[] second, ReadOnlySpan<float> labels)
    {
        var positive = new bool[labels.Length];
        var positives = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            positive[i] = labels[i] > 0.5f;
            positives += positive[i] ? 1 : 0;
        }

        var negatives = labels.Length - positives;
        var unordered = first.AsSpan().Contains(double.NaN) || second.AsSpan().Contains(double.NaN);
        if (positives < 2 || negatives < 2 || unordered)
        {
            var undefined = new double[Math.Max(1, labels.Length)];
            Array.Fill(undefined, double.NaN);
            return new(double.NaN, undefined);
        }

        var (before, changes) = (Placements(first, positive, positives), Placements(second, positive, positives));
        var (up, down) = (0.0, 0.0);
        for (var i = 0; i < changes.Length; i++)
        {
            changes[i] -= before[i];
            (up, down) = positive[i] ? (up + changes[i], down) : (up, down + changes[i]);
        }

        var (gain, loss) = (up / positives, down / negatives);
        var (ofPositive, ofNegative) = (
            Math.Sqrt(positives * (positives - 1.0)), Math.Sqrt(negatives * (negatives - 1.0)));
        for (var i = 0; i < changes.Length; i++)
        {
            changes[i] = positive[i] ? (changes[i] - gain) / ofPositive : (changes[i] - loss) / ofNegative;
        }

        return new(gain, changes);
    }

    /// <summary>Of a positive the share of negatives below it, of a negative that of positives above it.</summary>
    static double[] Placements(double[] scores, bool[] positive, int positives)
    {
        var (sorted, order) = ((double[])scores.Clone(), Enumerable.Range(0, scores.Length).ToArray());
        Array.Sort(sorted, order);
        var placements = new double[scores.Length];
        var (below, above, negatives) = (0, positives, scores.Length - positives);
        for (var start = 0; start < order.Length;)
        {
            var (end, up) = (start, 0);
            for (; end < order.Length && sorted[end] == sorted[start]; end++)
            {
                up += positive[order[end]] ? 1 : 0;
            }

            var down = end - start - up;
            above -= up;
            for (; start < end; start++)
            {
                var row = order[start];
                placements[row] = positive[row]
                    ? (below + 0.5 * down) / negatives
                    : (above + 0.5 * up) / positives;
            }

            below += down;
        }

        return placements;
    }
}
