using RankElastor.Numerics.Statistics;
using RankElastor.Training.Records;

namespace RankElastor.Training.Probes;

/// <summary>Mean, deviation (n − 1) and quantiles (<see cref="Sample.Quantile"/>) of a measure over rows.</summary>
static class MeasureStatistics
{
    /// <summary>
    /// The rows marked in <paramref name="zeros"/> are left out, unless all are, and listed as NaN. A row that is NaN
    /// makes everything NaN. A single value has deviation 0, none NaN.
    /// </summary>
    public static MeasureSummary Of(double[] values, (double Mean, double Error) baseline, bool[]? zeros = null)
    {
        var left = zeros is null || Array.TrueForAll(zeros, zero => zero)
            ? values
            : [.. values.Where((_, row) => !zeros[row])];
        var listed = left.Length == values.Length
            ? values
            : [.. values.Select((value, row) => zeros![row] ? double.NaN : value)];
        var mean = Sample.Mean(left);
        return new MeasureSummary(
            mean, left.Length < 2 ? 0 : Sample.StandardDeviation(left),
            Sample.Quantile(left, 0.05), Sample.Median(left), Sample.Quantile(left, 0.95),
            baseline.Mean, baseline.Mean == 0 ? double.NaN : mean / baseline.Mean,
            Array.ConvertAll(listed, value => (float)value))
        { BaselineError = baseline.Error };
    }
}
