namespace RankElastor.Numerics.Statistics;

/// <summary>The standard normal distribution.</summary>
static class Normal
{
    const double Far = 8; // the tail beyond is below 7e-16

    /// <summary>
    /// P(Z ≤ z), to 1e-15 of 1: 1/2 + φ(z) (z + z³/3 + z⁵/(3·5) + …), Marsaglia (2004); 0 and 1 beyond 8; NaN of NaN.
    /// </summary>
    public static double Below(double z)
    {
        if (Math.Abs(z) > Far)
        {
            return z > 0 ? 1 : 0;
        }

        var (sum, term, square) = (z, z, z * z);
        for (var odd = 3; Math.Abs(term) > 1e-18 * Math.Abs(sum); odd += 2)
        {
            term *= square / odd;
            sum += term;
        }

        return Math.Clamp(0.5 + sum * Math.Exp(-square / 2) / Math.Sqrt(2 * Math.PI), 0, 1);
    }

    /// <summary>The z with P(|Z| ≤ z) = <paramref name="central"/> in (0, 1), by bisection.</summary>
    public static double TwoSided(double central)
    {
        var (low, high) = (0.0, Far);
        for (var i = 0; i < 70; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = 2 * Below(middle) - 1 < central ? (middle, high) : (low, middle);
        }

        return low;
    }
}
