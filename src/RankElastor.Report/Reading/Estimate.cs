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
        return new Estimate(mean, StudentT(known.Count - 1) * Math.Sqrt(square / known.Count));
    }

    /// <summary>The mean over sampled rows, of which the record keeps mean and deviation.</summary>
    public static Estimate OfRows(MeasureSummary summary, int sample) =>
        new(summary.Mean, sample > 1 ? StudentT(sample - 1) * summary.Std / Math.Sqrt(sample - 1) : double.NaN);

    public static Estimate operator /(Estimate estimate, double divisor) => new(estimate.Mean / divisor, estimate.Half / Math.Abs(divisor));

    /// <summary>The 97.5 % point of Student's t: exact for 1 and 2 degrees of freedom, then Cornish and Fisher's expansion (error below 0.05).</summary>
    public static double StudentT(int freedom)
    {
        const double Z = 1.959964;
        return freedom switch
        {
            1 => 12.7062,
            2 => 4.3027,
            _ => Z + (Math.Pow(Z, 3) + Z) / (4 * freedom) + (5 * Math.Pow(Z, 5) + 16 * Math.Pow(Z, 3) + 3 * Z) / (96.0 * freedom * freedom),
        };
    }
}
