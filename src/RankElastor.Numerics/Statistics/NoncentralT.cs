namespace RankElastor.Numerics.Statistics;

/// <summary>
/// The noncentral t distribution, that of (Z + δ) / (S / √ν) with Z standard normal and S² chi-squared with ν degrees
/// of freedom: what a t-test's statistic is where the effect is δ standard errors.
/// </summary>
static class NoncentralT
{
    const double Reach = 80; // a density of e^−80 of its peak ends the integral
    const int LeastSteps = 2000;

    /// <summary>
    /// P(T > t) = E Φ(δ − t S / √ν), to about 1e-13: the trapezoid rule over ln S, whose error falls exponentially in
    /// the number of steps since everything is analytic and fades at both ends. At least one degree of freedom.
    /// </summary>
    public static double Above(double t, int freedom, double shift)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(freedom, 1);
        var (near, far) = (-Math.Sqrt(Reach / freedom) - Reach / freedom, Math.Sqrt(Reach / freedom));
        var steps = (int)Math.Max(LeastSteps, (far - near) * Math.Abs(shift) / 0.8); // Φ turns within 1 / δ
        var (sum, all) = (0.0, 0.0);
        for (var i = 0; i <= steps; i++)
        {
            var x = near + (far - near) * i / steps; // ln S less its mode ln √ν
            var density = Math.Exp(freedom * (x - (Math.Exp(2 * x) - 1) / 2));
            all += density;
            sum += density * Normal.Below(shift - t * Math.Exp(x));
        }

        return sum / all;
    }
}
