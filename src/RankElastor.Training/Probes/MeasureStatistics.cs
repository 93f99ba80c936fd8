using RankElastor.Training.Records;

namespace RankElastor.Training.Probes;

/// <summary>
/// Mean, deviation (of the sample, n − 1) and quantiles (linear between order statistics) of a measure over rows.
/// </summary>
static class MeasureStatistics
{
    /// <summary>
    /// A NaN among the values (a zero matrix has no stable rank) is left out of the summary but stays in the list; no
    /// values give NaN.
    /// </summary>
    public static MeasureSummary Of(double[] values, double baseline)
    {
        var present = Array.FindAll(values, value => !double.IsNaN(value));
        var mean = present.Length == 0 ? double.NaN : present.Average();
        var squares = 0.0;
        foreach (var value in present)
        {
            squares += (value - mean) * (value - mean);
        }

        var variance = present.Length < 2 ? 0 : squares / (present.Length - 1);
        return new MeasureSummary(
            mean, Math.Sqrt(variance), Quantile(present, 0.05), Quantile(present, 0.5), Quantile(present, 0.95),
            baseline, mean / baseline, Array.ConvertAll(values, value => (float)value));
    }

    /// <summary>Orders the values only as far as the quantile needs.</summary>
    static double Quantile(double[] values, double share)
    {
        if (values.Length == 0)
        {
            return double.NaN;
        }

        var place = share * (values.Length - 1);
        var below = (int)place;
        Select(values, below);
        var above = below + 1 < values.Length ? Least(values.AsSpan(below + 1)) : values[below];
        return values[below] + (place - below) * (above - values[below]);
    }

    static double Least(ReadOnlySpan<double> values)
    {
        var least = double.PositiveInfinity;
        foreach (var value in values)
        {
            least = Math.Min(least, value);
        }

        return least;
    }

    /// <summary>
    /// Hoare's selection: afterwards the value at <paramref name="place"/> is that of the sorted order, none before it
    /// is larger, none after it smaller.
    /// </summary>
    static void Select(double[] values, int place)
    {
        for (var (low, high) = (0, values.Length - 1); low < high;)
        {
            var pivot = values[low + (high - low) / 2];
            var (i, j) = (low, high);
            while (i <= j)
            {
                for (; values[i] < pivot; i++) { }

                for (; values[j] > pivot; j--) { }

                if (i <= j)
                {
                    (values[i], values[j]) = (values[j], values[i]);
                    (i, j) = (i + 1, j - 1);
                }
            }

            if (place <= j)
            {
                high = j;
            }
            else if (place >= i)
            {
                low = i;
            }
            else
            {
                return;
            }
        }
    }
}
