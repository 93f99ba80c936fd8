using RankElastor.Training.Records;

namespace RankElastor.Training.Probes;

/// <summary>Mean, deviation (of the sample, n − 1) and quantiles (linear between order statistics) of a measure over rows.</summary>
static class Summary
{
    /// <summary>A NaN among the values (a zero matrix has no stable rank) is left out of the summary but stays in the list; no values give NaN.</summary>
    public static MeasureSummary Of(double[] values, double baseline)
    {
        var sorted = values.Where(value => !double.IsNaN(value)).Order().ToArray();
        var mean = sorted.Length == 0 ? double.NaN : sorted.Average();
        var variance = sorted.Length < 2 ? 0 : sorted.Sum(value => (value - mean) * (value - mean)) / (sorted.Length - 1);
        return new MeasureSummary(
            mean, Math.Sqrt(variance), Quantile(sorted, 0.05), Quantile(sorted, 0.5), Quantile(sorted, 0.95),
            baseline, mean / baseline, Array.ConvertAll(values, value => (float)value));
    }

    static double Quantile(double[] sorted, double share)
    {
        if (sorted.Length == 0)
        {
            return double.NaN;
        }

        var place = share * (sorted.Length - 1);
        var below = (int)place;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
