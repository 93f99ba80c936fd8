using RankElastor.Numerics.Randomness;
using RankElastor.Numerics.Statistics;

namespace RankElastor.Tests.Numerics.Statistics;

public sealed class IntervalTests
{
    [Fact]
    public void OfMean_OfFiveKnownValues_IsTheTablesInterval()
    {
        // mean 3, variance 2.5, standard error √0.5; t of four degrees of freedom
        var interval = Interval.OfMean([1, 2, 3, 4, 5]);
        Assert.Equal((3, 5), (interval.Mean, interval.Count));
        Assert.Equal(3 - 2.776445 * Math.Sqrt(0.5), interval.Low, 1e-6);
        Assert.Equal(3 + 2.776445 * Math.Sqrt(0.5), interval.High, 1e-6);
    }

    [Fact]
    public void OfMean_OfStudentsSleepData_IsThePublishedInterval()
    {
        // R, t.test(extra ~ group, data = sleep, paired = TRUE): mean difference −1.58, 95 % interval −2.4598858 …
        // −0.7001142
        double[] first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2], second =
            [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
        var interval = Interval.OfMean(first.Zip(second, (x, y) => x - y));
        Assert.Equal(-1.58, interval.Mean, 1e-12);
        Assert.Equal(-2.4598858, interval.Low, 1e-7);
        Assert.Equal(-0.7001142, interval.High, 1e-7);
        Assert.Equal(-1, interval.Direction);
    }

    [Fact]
    public void OfMean_OfTwoValues_UsesOneDegreeOfFreedom() // half = 12.7062 · (√2 / 2) · 2 / √2
        => Assert.Equal(12.706205, Interval.OfMean([1, 3]).Half, 1e-6);

    [Fact]
    public void OfMean_OfOneValueOrNone_HasNoInterval()
    {
        var single = Interval.OfMean([7]);
        Assert.Equal((7, double.NaN, 0), (single.Mean, single.Half, single.Direction));
        Assert.Equal(new Interval(double.NaN, double.NaN, 0), Interval.OfMean([]));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void OfMean_WithOneValueThatIsUndefined_IsUndefined(double value) =>
        Assert.Equal(new Interval(double.NaN, double.NaN, 4), Interval.OfMean([1, value, 2, 4]));

    [Theory]
    [InlineData(1, 0.5, 1)]
    [InlineData(-1, 0.5, -1)]
    [InlineData(1, 1.5, 0)]
    [InlineData(1, double.NaN, 0)]
    public void Direction_IsTheSideOfZeroThatHoldsTheWholeInterval(double mean, double half, int direction) =>
        Assert.Equal(direction, new Interval(mean, half, 5).Direction);

    [Fact]
    public void Division_ByANegativeNumber_KeepsTheHalfPositive() =>
        Assert.Equal(new Interval(-3, 1, 4), new Interval(6, 2, 4) / -2);

    [Fact]
    public void OfMean_HoldsTheTruthAbout95TimesOf100()
    {
        var random = new SeededRandom(11);
        var held = Enumerable.Range(0, 2000).Count(_ =>
        {
            var interval = Interval.OfMean(Enumerable.Range(0, 5).Select(_ => 0.3 + random.NextNormal()));
            return interval.Low <= 0.3 && 0.3 <= interval.High;
        });

        Assert.InRange(held, 1860, 1940);
    }
}
