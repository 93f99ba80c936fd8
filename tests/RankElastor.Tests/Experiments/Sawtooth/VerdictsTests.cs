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

    [Fact]
    public void And_IsRefutedFirst_ThenInconclusive()
    {
        Assert.Equal(Claim.Holds, Verdicts.And(Claim.Holds, Claim.Holds));
        Assert.Equal(Claim.Inconclusive, Verdicts.And(Claim.Holds, Claim.Inconclusive));
        Assert.Equal(Claim.Refuted, Verdicts.And(Claim.Inconclusive, Claim.Refuted));
    }
}
