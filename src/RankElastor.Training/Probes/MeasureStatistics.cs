using RankElastor.Numerics.Statistics;
using RankElastor.Training.Records;

namespace RankElastor.Training.Probes;

/// <summary>Mean, deviation (n − 1) and quantiles (<see cref="Sample.Quantile"/>) of a measure over rows.</summary>
static class MeasureStatistics
{
    /// <summary>NaN (a zero matrix) stays in the list only; no values give NaN, a single one has deviation 0.</summary>
    public static MeasureSummary Of(double[] values, double baseline)
    {
        var present = Array.FindAll(values, value => !double.IsNaN(value));
        var mean = Sample.Mean(present);
        return new MeasureSummary(
            mean, present.Length < 2 ? 0 : Sample.StandardDeviation(present),
            Sample.Quantile(present, 0.05), Sample.Median(present), Sample.Quantile(present, 0.95),
            baseline, mean / baseline, Array.ConvertAll(values, value => (float)value));
    }
}
