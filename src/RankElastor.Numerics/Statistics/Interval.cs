namespace RankElastor.Numerics.Statistics;

/// <summary>A mean with its 95 % confidence interval, mean ± t(n − 1) · s / √n by Student's t.</summary>
/// <param name="Mean">NaN for no values, and where one of them is undefined.</param>
/// <param name="Half">Half the length of the interval; NaN for fewer than 2 values.</param>
/// <param name="Count">n, the values behind it.</param>
public readonly record struct Interval(double Mean, double Half, int Count)
{
    const double Normal95 = 1.959963984540054;

    /// <summary>Lower end.</summary>
    public double Low => Mean - Half;

    /// <summary>Upper end.</summary>
    public double High => Mean + Half;

    /// <summary>+1 all of the interval lies above zero, −1 below, 0 neither or no interval.</summary>
    public int Direction => Low > 0 ? 1 : High < 0 ? -1 : 0;

    /// <summary>Of independent values, such as one per seed; NaN where one of them is not finite.</summary>
    public static Interval OfMean(IEnumerable<double> values)
    {
        var all = values.ToArray();
        return Array.TrueForAll(all, double.IsFinite)
            ? OfMoments(Sample.Mean(all), Sample.StandardDeviation(all), all.Length)
            : new(double.NaN, double.NaN, all.Length);
    }

    /// <summary>
    /// The same where only mean and standard deviation (of the sample, n − 1) of <paramref name="count"/> values are
    /// known.
    /// </summary>
    public static Interval OfMoments(double mean, double deviation, int count) =>
        new(mean, count < 2 ? double.NaN : StudentT.TwoSided95(count - 1) * deviation / Math.Sqrt(count), count);

    /// <summary>
    /// The same where the mean also carries an independent error, normal with this standard deviation: half becomes √
    /// (half² + (1.96 error)²).
    /// </summary>
    public Interval WithError(double error) => this with { Half = double.Hypot(Half, Normal95 * error) };

    /// <summary>The interval of a mean in another unit; the divisor is exact.</summary>
    public static Interval operator /(Interval interval, double divisor) =>
        interval with { Mean = interval.Mean / divisor, Half = interval.Half / Math.Abs(divisor) };
}
