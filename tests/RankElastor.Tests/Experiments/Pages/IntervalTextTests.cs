using RankElastor.Experiments.Pages;
using RankElastor.Numerics.Statistics;

namespace RankElastor.Tests.Experiments.Pages;

public sealed class IntervalTextTests
{
    [Theory]
    [InlineData(1.0, 1.1, 1.2, "expands")]
    [InlineData(-1.0, -1.1, -1.2, "contracts")]
    [InlineData(-1.0, 0.1, 1.2, "unclear")]
    [InlineData(0.0011, 0.0012, 0.0013, "unchanged")]
    public void Word_ComesFromTheInterval(double a, double b, double c, string word) =>
        Assert.Equal(word, Interval.OfMean([a, b, c]).Word());

    [Fact]
    public void OneSeed_HasALevelWithoutAnInterval() => Assert.Equal("7.00 [–, –]", Interval.OfMean([7]).Level());

    [Fact]
    public void Change_HasSigns() => Assert.Equal("+1.50 [+1.25, +1.75]", new Interval(1.5, 0.25, 3).Change());
}
