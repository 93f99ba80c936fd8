using RankElastor.Numerics.Statistics;

namespace RankElastor.Tests.Numerics.Statistics;

/// <summary>
/// Two-sided p-values and equivalence against values of mpmath at 30 digits: tails of Student's t through its
/// regularised incomplete beta function.
/// </summary>
public sealed class EstimateTests
{
    [Theory]
    [InlineData(0.001, 0.0007, 4, 0.003, 0.22632483673877033, 0.023031079832035165)]
    [InlineData(-0.0002, 0.0004, 9, 0.001, 0.62907129982602648, 0.038276411885350521)]
    public void Tests_AreStudents(double value, double error, int freedom, double margin, double p, double within)
    {
        var estimate = new Estimate(value, error, freedom);
        Assert.Equal(p, estimate.P, 1e-12);
        Assert.Equal(within, estimate.PWithin(margin), 1e-12);
        Assert.Equal(p, (estimate with { Value = -value }).P, 1e-12);
        Assert.Equal(within, (estimate with { Value = -value }).PWithin(margin), 1e-12);
    }

    [Fact]
    public void ManyDegreesOfFreedom_AreTheNormalDistribution()
    {
        var estimate = new Estimate(3, 1, int.MaxValue);
        Assert.Equal(2 * 0.0013498980316300945, estimate.P, 1e-14);
        Assert.Equal(1.9599639845400542, estimate.Interval.Half, 1e-10);
    }

    [Fact]
    public void Degenerate_IsSaid()
    {
        Assert.Equal(0, new Estimate(1, 0, 4).P); // no error: certain
        Assert.Equal(1, new Estimate(0, 0, 4).P);
        Assert.Equal(0, new Estimate(0, 0, 4).PWithin(1));
        Assert.Equal(1, new Estimate(2, 0, 4).PWithin(1));
        Assert.Equal(0, new Estimate(2, 0, 4).Interval.Half);
        Assert.All(
            [new Estimate(1, 1, 0), new(double.NaN, 1, 3), new(1, double.NaN, 3), new(1, double.PositiveInfinity, 3)],
            estimate => Assert.True(double.IsNaN(estimate.P) && double.IsNaN(estimate.PWithin(1))));
        Assert.True(double.IsNaN(new Estimate(1, 1, 0).Interval.Half));
    }
}
