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

    /// <summary>P(e T + r Z > D) as the integral of t's density times a normal tail, over t.</summary>
    [Theory]
    [InlineData(0.002, 0.0004, 4, 0.0003, 0.0045110482760877605)]
    [InlineData(1.5, 0.5, 1, 0.7, 0.13123334979673176)]
    [InlineData(3, 1, 2, 0.1, 0.047845464001718099)]
    [InlineData(-0.4, 1, 3, 1, 0.60015903485472591)]
    public void TwoErrors_AddAsTheirDistributionsDo(
        double value, double error, int freedom, double known, double above) =>
        Assert.Equal(above, new Estimate(value, error, freedom) { KnownError = known }.PAbove(0), 1e-11);

    [Fact]
    public void Points_EndTheInterval_AndAddToWhatIsDetectable()
    {
        var estimate = new Estimate(1, 0.0004, 4) { KnownError = 0.0003 };
        Assert.Equal(0.00124391364138357, estimate.Interval.Half, 1e-12);
        Assert.Equal(0.00124391364138357 + 0.000467454698869357, estimate.Detectable(0.05), 1e-12);
        Assert.Equal(2.7764451051977935, new Estimate(0, 1, 4).Interval.Half, 1e-10); // Student's without the second
        Assert.Equal(2.8015852, new Estimate(0, 1, int.MaxValue).Detectable(0.05), 1e-7); // z .975 and z .8
        Assert.Equal(1.9599639845400542 * 5, new Estimate(0, 3, int.MaxValue) { KnownError = 4 }.Interval.Half, 1e-10);
        Assert.Equal(1.9599639845400542 * 4, new Estimate(0, 0, 1) { KnownError = 4 }.Interval.Half, 1e-10);
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
        Assert.True(double.IsNaN(new Estimate(1, 1, 3) { KnownError = double.NaN }.P));
    }
}
