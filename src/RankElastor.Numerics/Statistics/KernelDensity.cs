namespace RankElastor.Numerics.Statistics;

/// <summary>
/// Gaussian kernel density: f(x) = 1/(n h) sum_i phi((x − x_i)/h), phi the standard normal density, with Silverman's
/// bandwidth h = 0.9 · min(standard deviation, interquartile range / 1.34) · n^(−1/5) unless given.
/// </summary>
/// <remarks>
/// f integrates to 1. Where the interquartile range is 0 the standard deviation alone is used; samples that are all
/// equal have no density, and that or an empty sample is an <see cref="ArgumentException"/>.
/// </remarks>
public sealed class KernelDensity
{
    const double Reach = 8.5; // phi is below 1e-16 of its peak beyond
    readonly double[] _ascending;

    /// <summary>The density of a sample.</summary>
    public KernelDensity(ReadOnlySpan<double> sample, double? bandwidth = null)
    {
        _ascending = sample.ToArray();
        Array.Sort(_ascending);
        Bandwidth = bandwidth ?? Silverman(_ascending);
        if (sample.IsEmpty || !(Bandwidth > 0) || !double.IsFinite(Bandwidth))
        {
            throw new ArgumentException(
                $"A density needs values that differ and a positive bandwidth, not {sample.Length} and {Bandwidth}.");
        }
    }

    /// <summary>The width h of the kernel.</summary>
    public double Bandwidth { get; }

    /// <summary>f(x).</summary>
    public double At(double x)
    {
        var first = LowerBound(x - Reach * Bandwidth);
        var sum = 0.0;
        for (var i = first; i < _ascending.Length && _ascending[i] <= x + Reach * Bandwidth; i++)
        {
            var z = (x - _ascending[i]) / Bandwidth;
            sum += Math.Exp(-0.5 * z * z);
        }

        return sum / (Math.Sqrt(2 * Math.PI) * Bandwidth * _ascending.Length);
    }

    int LowerBound(double value)
    {
        var found = Array.BinarySearch(_ascending, value);
        found = found < 0 ? ~found : found;
        while (found > 0 && _ascending[found - 1] >= value)
        {
            found--;
        }

        return found;
    }

    static double Silverman(double[] ascending)
    {
        if (ascending.Length < 2)
        {
            return 0;
        }

        var deviation = Sample.StandardDeviation(ascending);
        var range = (Sample.QuantileOfSorted(ascending, 0.75) - Sample.QuantileOfSorted(ascending, 0.25)) / 1.34;
        return 0.9 * (range > 0 ? Math.Min(deviation, range) : deviation) * Math.Pow(ascending.Length, -0.2);
    }
}
