using RankElastor.Experiments.Lab;
using RankElastor.Experiments.Sawtooth;
using RankElastor.Numerics.Statistics;

namespace RankElastor.Tests.Experiments.Sawtooth;

public sealed class VerdictsTests
{
    static readonly Interval _up = new(1, 0.5, 5), _down = new(-1, 0.5, 5), _unclear = new(0.1, 0.3, 5);

    [Fact]
    public void Every_HoldsOnlyWhereAllLieOnTheSide()
    {
        Assert.Equal(Claim.Holds, Verdicts.Every([_up, _up], 1));
        Assert.Equal(Claim.Holds, Verdicts.Every([_down, _down], -1));
        Assert.Equal(Claim.Inconclusive, Verdicts.Every([_up, _unclear], 1));
        Assert.Equal(Claim.Inconclusive, Verdicts.Every([], 1));
    }

    [Fact]
    public void Every_IsRefutedByOneOnTheOtherSide()
    {
        Assert.Equal(Claim.Refuted, Verdicts.Every([_up, _down], 1));
        Assert.Equal(Claim.Refuted, Verdicts.Every([_unclear, _up], -1));
    }

    [Theory]
    [InlineData(0.02, 0.08, Claim.Holds)]
    [InlineData(0.05, 0.15, Claim.Inconclusive)]
    [InlineData(-0.05, 0.05, Claim.Inconclusive)]
    [InlineData(0.12, 0.15, Claim.Refuted)]
    [InlineData(-0.2, -0.1, Claim.Refuted)]
    [InlineData(double.NaN, double.NaN, Claim.Inconclusive)]
    public void Within_AsksForTheWholeInterval(double low, double high, string verdict) =>
        Assert.Equal(verdict, Verdicts.Within(new Interval((low + high) / 2, (high - low) / 2, 5), 0, 0.1));

    [Fact]
    public void And_IsRefutedFirst_ThenInconclusive()
    {
        Assert.Equal(Claim.Holds, Verdicts.And(Claim.Holds, Claim.Holds));
        Assert.Equal(Claim.Inconclusive, Verdicts.And(Claim.Holds, Claim.Inconclusive));
        Assert.Equal(Claim.Refuted, Verdicts.And(Claim.Inconclusive, Claim.Refuted));
    }

    [Fact]
    public void Not_TurnsClearVerdictsOnly()
    {
        Assert.Equal(Claim.Refuted, Verdicts.Not(Claim.Holds));
        Assert.Equal(Claim.Holds, Verdicts.Not(Claim.Refuted));
        Assert.Equal(Claim.Inconclusive, Verdicts.Not(Claim.Inconclusive));
    }
}
