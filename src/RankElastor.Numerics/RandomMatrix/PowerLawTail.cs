namespace RankElastor.Numerics.RandomMatrix;

/// <summary>
/// A power law for the upper tail of a sample, density ~ x^−alpha above xmin (Clauset, Shalizi and Newman, 2009): alpha
/// = 1 + n / sum ln(x / xmin) by maximum likelihood, and xmin the sample value for which the largest distance between
/// the sample's and the law's distribution functions is least.
/// </summary>
/// <param name="Alpha">The exponent, above 1.</param>
/// <param name="Minimum">xmin.</param>
/// <param name="Distance">That distance (Kolmogorov and Smirnov), in [0, 1].</param>
/// <param name="Count">Sample values in the tail.</param>
readonly record struct PowerLawTail(double Alpha, double Minimum, double Distance, int Count)
{
    public const int LeastCount = 10;

    /// <summary>
    /// The best tail; null for fewer than 10 positive values or where no tail varies. Costs O(n²) exponentials.
    /// </summary>
    /// <param name="sample">In any order; values that are not positive are left out.</param>
    public static PowerLawTail? Of(ReadOnlySpan<double> sample)
    {
        var logs = new List<double>(sample.Length);
        foreach (var value in sample)
        {
            if (value > 0)
            {
                logs.Add(Math.Log(value));
            }
        }

        logs.Sort(static (a, b) => b.CompareTo(a));
        PowerLawTail? best = null;
        var sum = 0.0;
        for (var i = 0; i < logs.Count; i++)
        {
            sum += logs[i];
            var (count, excess) = (i + 1, sum - (i + 1) * logs[i]);
            if (count < LeastCount || !(excess > 1e-9 * count) || (i + 1 < logs.Count && logs[i + 1] == logs[i]))
            {
                continue;
            }

            var exponent = count / excess; // alpha − 1
            var distance = FurthestApart(logs, count, exponent);
            if (best is null || distance < best.Value.Distance)
            {
                best = new PowerLawTail(1 + exponent, Math.Exp(logs[i]), distance, count);
            }
        }

        return best;
    }

    static double FurthestApart(List<double> descendingLogs, int count, double exponent)
    {
        var (furthest, minimum) = (0.0, descendingLogs[count - 1]);
        for (var i = 0; i < count; i++)
        {
            var above = Math.Exp(-exponent * (descendingLogs[i] - minimum)); // of the law
            var (before, after) = (Math.Abs(above - i / (double)count), Math.Abs(above - (i + 1) / (double)count));
            furthest = Math.Max(furthest, Math.Max(before, after));
        }

        return furthest;
    }
}
