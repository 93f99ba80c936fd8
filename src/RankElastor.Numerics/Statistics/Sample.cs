using System.Numerics.Tensors;

namespace RankElastor.Numerics.Statistics;

/// <summary>
/// Location and spread of a sample, in any order. NaN where the sample is too small, and for a sample that holds a NaN.
/// </summary>
public static class Sample
{
    /// <summary>sum x / n; NaN for no values.</summary>
    public static double Mean(ReadOnlySpan<double> sample)
    {
        var sum = 0.0;
        foreach (var value in sample)
        {
            sum += value;
        }

        return sum / sample.Length;
    }

    /// <summary>sqrt(sum (x − mean)² / (n − 1)); NaN for fewer than 2 values.</summary>
    public static double StandardDeviation(ReadOnlySpan<double> sample)
    {
        var (mean, squares) = (Mean(sample), 0.0);
        foreach (var value in sample)
        {
            squares += (value - mean) * (value - mean);
        }

        return sample.Length < 2 ? double.NaN : Math.Sqrt(squares / (sample.Length - 1));
    }

    /// <summary>The quantile at 0.5: the middle value, or the mean of the two in the middle.</summary>
    public static double Median(ReadOnlySpan<double> sample) => Quantile(sample, 0.5);

    /// <summary>
    /// The quantile at <paramref name="level"/> in [0, 1], linear between order statistics at place level · (n − 1):
    /// type 7 of Hyndman and Fan (1996), the default of R and numpy. Cost: a copy and O(n), by Hoare's selection.
    /// </summary>
    public static double Quantile(ReadOnlySpan<double> sample, double level)
    {
        var values = sample.ToArray();
        var (place, below) = Place(values.Length, level);
        if (values.Length == 0 || sample.Contains(double.NaN))
        {
            return double.NaN;
        }

        Select(values, below);
        var above = below + 1 < values.Length ? TensorPrimitives.Min<double>(values.AsSpan(below + 1)) : values[below];
        return values[below] + (place - below) * (above - values[below]);
    }

    /// <summary>The same in O(1) where the sample is in ascending order.</summary>
    public static double QuantileOfSorted(ReadOnlySpan<double> ascending, double level)
    {
        var (place, below) = Place(ascending.Length, level);
        if (ascending.IsEmpty)
        {
            return double.NaN;
        }

        var above = ascending[Math.Min(below + 1, ascending.Length - 1)];
        return ascending[below] + (place - below) * (above - ascending[below]);
    }

    static (double Place, int Below) Place(int count, double level)
    {
        if (!(level is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(level), level, "Must be in [0, 1].");
        }

        var place = level * (count - 1);
        return (place, (int)place);
    }

    /// <summary>
    /// Hoare's selection: afterwards the value at <paramref name="place"/> is that of the sorted order, and none after
    /// it is smaller.
    /// </summary>
    static void Select(Span<double> values, int place)
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

            if (place > j && place < i)
            {
                return;
            }

            (low, high) = place <= j ? (low, j) : (i, high);
        }
    }
}
