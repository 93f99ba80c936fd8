namespace RankElastor.Numerics.Statistics;

/// <summary>
/// Student's t distribution with a whole number of degrees of freedom, exactly: Abramowitz and Stegun 26.7.3 and
/// 26.7.4. With <see cref="int.MaxValue"/> degrees of freedom it is the normal distribution.
/// </summary>
static class StudentT
{
    /// <summary>The t with P(|T| ≤ t) = 0.95, by bisection; at least one degree of freedom.</summary>
    public static double TwoSided95(int freedom) =>
        TwoSided(0.95, freedom, 1.9, 12.8); // the ends of infinitely many and of one degree of freedom

    /// <summary>The same of another probability <paramref name="central"/> in (0, 1).</summary>
    public static double TwoSided(double central, int freedom)
    {
        if (freedom == int.MaxValue)
        {
            return Normal.TwoSided(central);
        }

        var high = 1.0;
        while (Central(high, freedom) < central)
        {
            high *= 2;
        }

        return TwoSided(central, freedom, 0, high);
    }

    static double TwoSided(double central, int freedom, double low, double high)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(freedom, 1);
        for (var i = 0; i < 60; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = Central(middle, freedom) < central ? (middle, high) : (low, middle);
        }

        return low;
    }

    /// <summary>P(T > t); at least one degree of freedom.</summary>
    public static double Above(double t, int freedom)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(freedom, 1);
        return freedom == int.MaxValue ? Normal.Below(-t) : (1 - Math.Sign(t) * Central(Math.Abs(t), freedom)) / 2;
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
