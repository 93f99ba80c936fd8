namespace RankElastor.Training.Probes;

/// <summary>Counts of a rank in 24 bins of one width between 1 and min(rows, columns) of the matrix.</summary>
static class RankHistogram
{
    public const int Bins = 24;

    /// <summary>By bin: at or below 1 the first, at or above <paramref name="limit"/> the last, NaN none.</summary>
    public static int[] Of(IReadOnlyList<float> values, int limit)
    {
        var counts = new int[Bins];
        var width = (limit - 1.0) / Bins;
        foreach (var value in values)
        {
            if (!float.IsNaN(value))
            {
                counts[value > 1 && width > 0 ? (int)Math.Min((value - 1) / width, Bins - 1) : 0]++;
            }
        }

        return counts;
    }
}
