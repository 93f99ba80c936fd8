namespace RankElastor.Numerics.Density;

/// <summary>Summaries of a sample. NaN where the sample is too small; a NaN in the sample makes every summary NaN or is sorted first.</summary>
public static class Statistics
{
    /// <summary>sum x / n; NaN for no samples.</summary>
    public static double Mean(ReadOnlySpan<double> sample)
    {
        var sum = 0.0;
        foreach (var value in sample)
        {
            sum += value;
        }

        return sum / sample.Length;
    }

    /// <summary>sqrt(sum (x − mean)² / (n − 1)); NaN for fewer than 2 samples.</summary>
    public static double StandardDeviation(ReadOnlySpan<double> sample)
    {
        if (sample.Length < 2)
        {
            return double.NaN;
        }

        var mean = Mean(sample);
        var sum = 0.0;
        foreach (var value in sample)
        {
            sum += (value - mean) * (value - mean);
        }

        return Math.Sqrt(sum / (sample.Length - 1));
    }

    /// <summary>The quantile at <paramref name="level"/> in [0, 1], by linear interpolation between order statistics (numpy's default).</summary>
    public static double Quantile(ReadOnlySpan<double> sample, double level)
    {
        var ascending = sample.ToArray();
        Array.Sort(ascending);
        return QuantileOfSorted(ascending, level);
    }

    /// <summary>The same where the sample ascends already; NaN for no samples.</summary>
    public static double QuantileOfSorted(ReadOnlySpan<double> ascending, double level)
    {
        if (!(level is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(level), level, "Must be in [0, 1].");
        }

        if (ascending.IsEmpty)
        {
            return double.NaN;
        }

        var place = level * (ascending.Length - 1);
        var below = (int)Math.Floor(place);
        var above = Math.Min(below + 1, ascending.Length - 1);
        return ascending[below] + (place - below) * (ascending[above] - ascending[below]);
    }
}
