using RankElastor.Numerics.Randomness;

namespace RankElastor.Data.Planted.Zipf;

/// <summary>
/// Rejection-inversion (Hörmann and Derflinger, 1996): inverts the integral of h(x) = x^−s and rejects the little
/// that overshoots, under 1.1 tries a draw for every count and exponent.
/// </summary>
sealed class RejectionZipf : ZipfDistribution
{
    readonly double _exponent;
    readonly double _first;
    readonly double _last;
    readonly double _accept;

    internal RejectionZipf(int count, double exponent)
    {
        Count = count;
        _exponent = exponent;
        _first = Integral(1.5) - 1;
        _last = Integral(count + 0.5);
        _accept = 2 - Inverse(Integral(2.5) - Density(2));
    }

    public override int Count { get; }

    public override int Draw(SeededRandom random)
    {
        while (true)
        {
            var u = _last + random.NextDouble() * (_first - _last);
            var x = Inverse(u);
            var k = Math.Clamp((int)(x + 0.5), 1, Count);
            if (k - x <= _accept || u >= Integral(k + 0.5) - Density(k))
            {
                return k - 1;
            }
        }
    }

    double Density(double x) => Math.Exp(-_exponent * Math.Log(x));

    double Integral(double x)
    {
        var log = Math.Log(x);
        return ExpMinusOneOver((1 - _exponent) * log) * log;
    }

    double Inverse(double y) => Math.Exp(LogPlusOneOver(Math.Max(-1, y * (1 - _exponent))) * y);

    /// <summary>(e^x − 1) / x, 1 at 0.</summary>
    static double ExpMinusOneOver(double x) =>
        Math.Abs(x) > 1e-3 ? (Math.Exp(x) - 1) / x : 1 + x / 2 * (1 + x / 3 * (1 + x / 4 * (1 + x / 5)));

    /// <summary>log(1 + x) / x, 1 at 0.</summary>
    static double LogPlusOneOver(double x) =>
        Math.Abs(x) > 1e-3 ? Math.Log(1 + x) / x : 1 - x * (1 / 2.0 - x * (1 / 3.0 - x * (1 / 4.0 - x / 5)));
}
