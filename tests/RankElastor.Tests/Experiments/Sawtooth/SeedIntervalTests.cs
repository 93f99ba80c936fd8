using RankElastor.Experiments.Sawtooth;
using RankElastor.Numerics.Randomness;

namespace RankElastor.Tests.Experiments.Sawtooth;

public sealed class SeedIntervalTests
{
    [Fact]
    public void FiveKnownValues_HaveTheKnownInterval()
    {
        // mean 3, variance 2.5, standard error √0.5
        var interval = SeedInterval.Of([1, 2, 3, 4, 5]);

        Assert.Equal(3, interval.Mean, 1e-12);
        Assert.Equal(3 - 2.776445 * Math.Sqrt(0.5), interval.Low, 1e-6);
        Assert.Equal(3 + 2.776445 * Math.Sqrt(0.5), interval.High, 1e-6);
    }

    [Theory]
    [InlineData(1.0, 1.1, 1.2, 1, "expands")]
    [InlineData(-1.0, -1.1, -1.2, -1, "contracts")]
    [InlineData(-1.0, 0.1, 1.2, 0, "unclear")]
    [InlineData(0.0011, 0.0012, 0.0013, 1, "unchanged")]
    public void Direction_ComesFromTheInterval(double a, double b, double c, int direction, string word)
    {
        var interval = SeedInterval.Of([a, b, c]);

        Assert.Equal(direction, interval.Direction);
        Assert.Equal(word, interval.Word);
    }

    [Fact]
    public void OneSeed_HasNoDirection()
    {
        var interval = SeedInterval.Of([7]);

        Assert.Equal(7, interval.Mean);
        Assert.Equal(0, interval.Direction);
        Assert.Equal("7.00 [–, –]", interval.Level());
    }

    [Fact]
    public void ValuesThatAreNoNumbers_AreLeftOut() =>
        Assert.Equal(SeedInterval.Of([1, 2, 4]), SeedInterval.Of([1, double.NaN, 2, 4]));

    [Fact]
    public void Interval_HoldsTheTruthAbout95TimesOf100()
    {
        var random = new SeededRandom(11);
        var held = Enumerable.Range(0, 2000).Count(_ =>
        {
            var interval = SeedInterval.Of(Enumerable.Range(0, 5).Select(_ => 0.3 + random.NextNormal()));
            return interval.Low <= 0.3 && 0.3 <= interval.High;
        });

        Assert.InRange(held, 1860, 1940);
    }
}
