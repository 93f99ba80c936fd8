using RankElastor.Numerics.Density;
using RankElastor.Numerics.Randomness;

namespace RankElastor.Tests.Numerics.Density;

public sealed class KernelDensityTests
{
    [Fact]
    public void At_OfOneKernel_IsTheNormalDensity() =>
        Assert.Equal(Math.Exp(-0.5) / Math.Sqrt(2 * Math.PI) / 2, new KernelDensity([3.0], bandwidth: 2).At(5), 1e-15);

    [Fact]
    public void Density_OfNormalSamples_IsCloseToTheirDensity_AndIntegratesToOne()
    {
        var random = new SeededRandom(8);
        var density = new KernelDensity([.. Enumerable.Range(0, 20_000).Select(_ => random.NextNormal())]);
        Assert.InRange(density.At(0), 0.39, 0.405);
        var (x, values) = density.OnGrid(400);
        Assert.Equal(1, values.Sum() * (x[1] - x[0]), 1e-4);
    }

    [Fact]
    public void Density_OfEqualSamples_Throws()
    {
        Assert.Throws<ArgumentException>(() => new KernelDensity([2.0, 2.0, 2.0]));
        Assert.Throws<ArgumentException>(() => new KernelDensity([]));
    }

    [Fact]
    public void Statistics_AreThoseOfNumpy()
    {
        double[] sample = [4, 1, 3, 2];
        Assert.Equal(2.5, Statistics.Mean(sample));
        Assert.Equal(Math.Sqrt(5.0 / 3), Statistics.StandardDeviation(sample), 1e-15);
        Assert.Equal(1.75, Statistics.Quantile(sample, 0.25));
        Assert.Equal(4, Statistics.Quantile(sample, 1));
        Assert.Equal(double.NaN, Statistics.StandardDeviation([1]));
    }
}
