namespace RankElastor.Experiments.Remedies;

/// <summary>The mean of paired differences with its 95 % interval by Student's t; with one pair, or none, the interval is infinite.</summary>
public sealed record PairedDifference(int Pairs, double Mean, double HalfWidth)
{
    const double Confidence = 0.95;

    /// <summary>Lower end.</summary>
    public double Low => Mean - HalfWidth;

    /// <summary>Upper end.</summary>
    public double High => Mean + HalfWidth;

    /// <summary>From the differences, one a pair.</summary>
    public static PairedDifference Of(IReadOnlyList<double> differences)
    {
        var count = differences.Count;
        if (count < 2)
        {
            return new PairedDifference(count, count == 0 ? double.NaN : differences[0], double.PositiveInfinity);
        }

        var mean = differences.Average();
        var variance = differences.Sum(one => (one - mean) * (one - mean)) / (count - 1);
        return new PairedDifference(count, mean, Quantile((1 + Confidence) / 2, count - 1) * Math.Sqrt(variance / count));
    }

    /// <summary>The point below which Student's t with this many degrees of freedom lies with a probability in (0.5, 1), by bisection.</summary>
    public static double Quantile(double probability, int freedom)
    {
        var (low, high) = (0.0, 1.0);
        while ((1 + Inside(high, freedom)) / 2 < probability)
        {
            high *= 2;
        }

        for (var i = 0; i < 100; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = (1 + Inside(middle, freedom)) / 2 < probability ? (middle, high) : (low, middle);
        }

        return high;
    }

    /// <summary>P(|T| &lt; t), a finite sum in θ = atan(t / √ν): Abramowitz and Stegun, 26.7.3 and 26.7.4.</summary>
    static double Inside(double t, int freedom)
    {
        var angle = Math.Atan(t / Math.Sqrt(freedom));
        var (sine, cosine) = Math.SinCos(angle);
        var odd = freedom % 2 == 1;
        var (term, sum) = (odd ? cosine : 1, 0.0);
        for (var k = odd ? 1 : 0; k <= freedom - 2; k += 2)
        {
            sum += term;
            term *= cosine * cosine * (k + 1) / (k + 2);
        }

        return odd ? 2 / Math.PI * (angle + sine * sum) : sine * sum;
    }
}
