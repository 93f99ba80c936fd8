namespace RankElastor.Training.Probes;

/// <summary>How a rank is distributed over rows: counts in 24 bins of one width between 1 and the largest rank there can be, min(rows, columns) of the matrix.</summary>
static class RankHistogram
{
    /// <summary>Bins.</summary>
    public const int Bins = 24;

    /// <summary>Counts by bin; a value at or below 1 is in the first, one at or above <paramref name="limit"/> in the last, NaN in none.</summary>
    public static int[] Of(ReadOnlySpan<double> values, int limit)
    {
        var counts = new int[Bins];
        var width = (limit - 1.0) / Bins;
        foreach (var value in values)
        {
            if (!double.IsNaN(value))
            {
                counts[value > 1 && width > 0 ? (int)Math.Min((value - 1) / width, Bins - 1) : 0]++;
            }
        }

        return counts;
    }
}
