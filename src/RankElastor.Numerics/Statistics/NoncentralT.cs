namespace RankElastor.Numerics.Statistics;

/// <summary>
/// The noncentral t distribution, that of (Z + δ) / (S / √ν) with Z standard normal and S² chi-squared with ν degrees
/// of freedom: what a t-test's statistic is where the effect is δ standard errors.
/// </summary>
static class NoncentralT
{
    /// <summary>P(T > t) = E Φ(δ − t S / √ν), to about 1e-13; at least one degree of freedom.</summary>
    public static double Above(double t, int freedom, double shift) =>
        ChiMean.Of(freedom, Math.Abs(shift), scale => Normal.Below(shift - t * scale));
}
