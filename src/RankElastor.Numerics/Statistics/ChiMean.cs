namespace RankElastor.Numerics.Statistics;

/// <summary>Expectations over an estimated standard deviation: S / √ν, S² chi-squared with ν degrees of freedom.
/// </summary>
static class ChiMean
{
    const double Reach = 80; // a density of e^−80 of its peak ends the integral
    const int LeastSteps = 2000;

    /// <summary>
    /// E f(S / √ν), to about 1e-13 for a smooth f in [0, 1]: the trapezoid rule over ln S, whose error falls
    /// exponentially in the number of steps since everything is analytic and fades at both ends.
    /// </summary>
    /// <param name="freedom">ν, at least one.</param>
    /// <param name="sharpness">How often f turns within a factor e of its argument, at least about 1.</param>
    /// <param name="of">f, of a number above 0.</param>
    public static double Of(int freedom, double sharpness, Func<double, double> of)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(freedom, 1);
        var (near, far) = (-Math.Sqrt(Reach / freedom) - Reach / freedom, Math.Sqrt(Reach / freedom));
        var steps = (int)Math.Max(LeastSteps, (far - near) * sharpness / 0.8);
        var (sum, all) = (0.0, 0.0);
        for (var i = 0; i <= steps; i++)
        {
            var x = near + (far - near) * i / steps; // ln S less its mode ln √ν
            var density = Math.Exp(freedom * (x - (Math.Exp(2 * x) - 1) / 2));
            all += density;
            sum += density * of(Math.Exp(x));
        }

        return sum / all;
    }
}
