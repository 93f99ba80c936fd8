namespace RankElastor.Numerics.Statistics;

/// <summary>
/// Student's t distribution with a whole number of degrees of freedom, exactly: Abramowitz and Stegun 26.7.3 and
/// 26.7.4.
/// </summary>
static class StudentT
{
    /// <summary>The t with P(|T| ≤ t) = 0.95, by bisection; at least one degree of freedom.</summary>
    public static double TwoSided95(int freedom)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(freedom, 1);
        var (low, high) = (1.9, 12.8); // the ends of infinitely many and of one degree of freedom
        for (var i = 0; i < 60; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = Central(middle, freedom) < 0.95 ? (middle, high) : (low, middle);
        }

        return low;
    }

    /// <summary>P(T > t); at least one degree of freedom.</summary>
    public static double Above(double t, int freedom)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(freedom, 1);
        return (1 - Math.Sign(t) * Central(Math.Abs(t), freedom)) / 2;
    }

    /// <summary>P(|T| ≤ t): a finite series in cos θ, θ = arctan(t / √ν).</summary>
    static double Central(double t, int freedom)
    {
        var odd = freedom % 2 == 1;
        var angle = Math.Atan(t / Math.Sqrt(freedom));
        var (sine, cosine) = Math.SinCos(angle);
        var (sum, term) = (0.0, odd ? cosine : 1.0);
        for (var power = odd ? 1 : 0; power <= freedom - 2; power += 2)
        {
            sum += term;
            term *= cosine * cosine * (power + 1) / (power + 2);
        }

        return odd ? 2 / Math.PI * (angle + sine * sum) : sine * sum;
    }
}
