using RankElastor.Numerics.Randomness;
using RankElastor.Numerics.Statistics;

namespace RankElastor.Tests.Numerics.Statistics;

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
        Assert.Equal(1, Enumerable.Range(-300, 601).Sum(i => density.At(i / 50.0) / 50), 1e-4);
    }

    [Fact]
    public void Bandwidth_IsSilvermans_BySmallerOfDeviationAndQuartiles()
    {
        Assert.Equal(0.9 * (2 / 1.34) * Math.Pow(5, -0.2), new KernelDensity([0, 1, 2, 3, 100.0]).Bandwidth, 1e-12);
        // deviation 1 of 0, 1 and 2, whose quartiles lie 1 apart; all but one equal: only the deviation is left
        Assert.Equal(0.9 * (1 / 1.34) * Math.Pow(3, -0.2), new KernelDensity([0, 1, 2.0]).Bandwidth, 1e-12);
        Assert.Equal(0.9 * Math.Sqrt(5) * Math.Pow(5, -0.2), new KernelDensity([1, 1, 1, 1, 6.0]).Bandwidth, 1e-12);
    }

    [Fact]
    public void Density_OfEqualSamples_Throws()
    {
        Assert.Throws<ArgumentException>(() => new KernelDensity([2.0, 2.0, 2.0]));
        Assert.Throws<ArgumentException>(() => new KernelDensity([]));
    }
}
