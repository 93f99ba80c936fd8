namespace RankElastor.Numerics.Statistics;

/// <summary>
/// Differences of pairs, one per seed, and one-sided tests of their mean by Student's t. A test of fewer than 2 values,
/// or of one that is not finite, has a p-value of NaN; of values that are all equal 0 or 1.
/// </summary>
public sealed class PairedDifferences
{
    const double OneSided95 = 1.6448536269514722, Power80 = 0.8416212335729143, Power80OfTwo = 1.2815515655446004;

    readonly double[] _values;

    /// <summary>Takes the differences.</summary>
    public PairedDifferences(IEnumerable<double> values) => _values = [.. values];

    /// <summary>The mean and its 95 % interval.</summary>
    public Interval Mean => Interval.OfMean(_values);

    /// <summary>The mean with its standard error, s / √n with n − 1 degrees of freedom.</summary>
    public Estimate Estimate =>
        new(Sample.Mean(_values), Spread / Math.Sqrt(_values.Length), Math.Max(0, _values.Length - 1));

    /// <summary>Their standard deviation (n − 1).</summary>
    public double Spread => Sample.StandardDeviation(_values);

    /// <summary>The p-value of "the mean is at most <paramref name="bound"/>": small where it lies above.</summary>
    public double PAbove(double bound) => Estimate.PAbove(bound);

    /// <summary>The p-value of "the mean is at least <paramref name="bound"/>": small where it lies below.</summary>
    public double PBelow(double bound) => Estimate.PBelow(bound);

    /// <summary>
    /// The p-value of "the mean is <paramref name="margin"/> or further from 0": small where the pairs are equivalent;
    /// see <see cref="Estimate.PWithin"/>.
    /// </summary>
    public double PWithin(double margin) => Estimate.PWithin(margin);

    /// <summary>
    /// Pairs of this spread s for which <see cref="PWithin"/> falls below 5 % in eight runs of ten where the true
    /// difference is 0: (z(.95) + z(.9))² s² / margin² (Chow, Shao and Wang 2008, section 3.1), and z(.95)² / 2 for
    /// Student's t (Guenther 1981), rounded up.
    /// </summary>
    public int NeededWithin(double margin) => Needed(Power80OfTwo, margin);

    /// <summary>
    /// The same for <see cref="PAbove"/> of 0 where the true difference is <paramref name="effect"/>: (z(.95) + z(.8))²
    /// s² / effect² + z(.95)² / 2.
    /// </summary>
    public int NeededAbove(double effect) => Needed(Power80, effect);

    int Needed(double power, double effect)
    {
        var pairs = Math.Pow((OneSided95 + power) * Spread / effect, 2) + OneSided95 * OneSided95 / 2;
        return double.IsNaN(pairs) || pairs > int.MaxValue ? int.MaxValue : Math.Max(2, (int)Math.Ceiling(pairs));
    }
}
