using RankElastor.Experiments.Claims;
using RankElastor.Numerics.Randomness;
using static TorchSharp.torch;

namespace RankElastor.Experiments.ReadingList;

/// <summary>Exponents of least squares, and cosines of random neurons.</summary>
static class Scaling
{
    /// <summary>Slope of the error above the noise on the number of samples, 20 features, as logarithms.</summary>
    public static double Variance(SeededRandom random) => Slope([400, 1600, 6400], samples =>
        Enumerable.Range(0, 20).Average(_ =>
        {
            using var tensors = NewDisposeScope();
            var x = Draws.Normal(random, samples, 20);
            var noise = Draws.Normal(random, samples, 1);
            return Draws.Energy(linalg.solve(x.t().mm(x), x.t().mm(noise))); // features are white: that is the error
        }));

    /// <summary>Largest relative deviation of exponents of the interpolating fit from a law of a.</summary>
    public static double Resolution(SeededRandom random, Func<double, double> law) => ((double[])[1, 1.5]).Max(a =>
    {
        var values = arange(1, 8193, dtype: ScalarType.Float64).pow(-(1 + a));
        var found = -Slope([128, 256, 512], samples => Enumerable.Range(0, 4).Average(_ =>
        {
            using var tensors = NewDisposeScope();
            var x = Draws.Normal(random, samples, 8192) * values.sqrt();
            var seen = linalg.solve(x.mm(x.t()), (x * values).mm(x.t())); // its trace: values on the rows' span
            return (values.sum() - seen.trace()).item<double>();
        }));
        return Math.Abs(found / law(a) - 1);
    });

    /// <summary>Share of pairs of normal vectors of 64 entries whose cosine is beyond a multiple of 1 / 8.</summary>
    public static double Enriched(SeededRandom random, double deviations)
    {
        var beyond = 0L;
        for (var part = 0; part < 20; part++)
        {
            using var tensors = NewDisposeScope();
            var one = Draws.WithRows(Draws.Normal(random, 10_000, 64), 1);
            var other = Draws.WithRows(Draws.Normal(random, 10_000, 64), 1);
            beyond += (one * other).sum(1).abs().gt(deviations / 8).sum().item<long>();
        }

        return beyond / 200_000.0;
    }

    static double Slope(int[] sizes, Func<int, double> error)
    {
        var points = sizes.Select(size => (X: Math.Log(size), Y: Math.Log(error(size)))).ToList();
        var (x, y) = (points.Average(point => point.X), points.Average(point => point.Y));
        return points.Sum(point => (point.X - x) * (point.Y - y)) / points.Sum(point => Math.Pow(point.X - x, 2));
    }
}
