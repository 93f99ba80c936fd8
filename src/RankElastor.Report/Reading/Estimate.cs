using RankElastor.Numerics.Density;
using RankElastor.Training.Records;

namespace RankElastor.Report.Reading;

/// <summary>A mean and half the length of its 95 % interval (Student's t); the half is NaN where there is only one value or no spread was recorded.</summary>
readonly record struct Estimate(double Mean, double Half)
{
    public double Low => Mean - Half;
    public double High => Mean + Half;

    /// <summary>Of independent values, such as one per seed; what is not finite is left out.</summary>
    public static Estimate Of(IEnumerable<double> values)
    {
        var known = values.Where(double.IsFinite).ToList();
        if (known.Count < 2)
        {
            return new Estimate(known.Count == 1 ? known[0] : double.NaN, double.NaN);
        }

        var mean = known.Average();
        var square = known.Sum(value => (value - mean) * (value - mean)) / (known.Count - 1);
        return new Estimate(mean, StudentT.TwoSided95(known.Count - 1) * Math.Sqrt(square / known.Count));
    }

    /// <summary>The mean over sampled rows, of which the record keeps mean and deviation.</summary>
    public static Estimate OfRows(MeasureSummary summary, int sample) =>
        new(summary.Mean, sample > 1 ? StudentT.TwoSided95(sample - 1) * summary.Std / Math.Sqrt(sample) : double.NaN);

    public static Estimate operator /(Estimate estimate, double divisor) => new(estimate.Mean / divisor, estimate.Half / Math.Abs(divisor));
}
