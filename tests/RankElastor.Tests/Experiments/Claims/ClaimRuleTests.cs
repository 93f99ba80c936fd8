using RankElastor.Experiments.Claims;
using RankElastor.Experiments.Lab;

namespace RankElastor.Tests.Experiments.Claims;

/// <summary>
/// Verdicts from values; p-values against the closed form of Student's t with 4 degrees of freedom,
/// F(t) = 1/2 + 3/8 · u (1 − u² / 12), u = t / √(1 + t² / 4).
/// </summary>
public sealed class ClaimRuleTests
{
    [Theory]
    [InlineData(Claim.Holds, 0.0, 0.0, 0.0)]
    [InlineData(Claim.Refuted, 0.0, 0.0, 1.0)] // one seed refutes a law
    [InlineData(Claim.Inconclusive, 0.0, 0.0, double.NaN)]
    public void Law_IsDecidedByEverySeed(string verdict, params double[] values) =>
        Assert.Equal(verdict, ClaimRule.Never.Alone(values));

    [Fact]
    public void Law_HoldsAtItsEnds()
    {
        Assert.Equal(Claim.Holds, ClaimRule.Within(1, 2).Alone([1, 2]));
        Assert.Equal(Claim.Refuted, ClaimRule.Within(1, 2).Alone([1, 2.0001]));
        Assert.Equal(Claim.Holds, ClaimRule.AtLeast(3).Alone([3]));
        Assert.Equal(Claim.Refuted, ClaimRule.AtMost(3).Alone([3.1]));
        Assert.Equal(1, ClaimRule.Never.PValue([1, 1, 1])); // a law is no test
    }

    [Theory]
    [InlineData(Claim.Holds, 1.0, 0.000145128)]
    [InlineData(Claim.Refuted, -1.0, 0.000145128)]
    [InlineData(Claim.Inconclusive, 0.1, 0.23019964)]
    public void Mean_IsDecidedByItsInterval_OnBothSidesAlike(string verdict, double mean, double p)
    {
        double[] values = [mean - 0.2, mean - 0.1, mean, mean + 0.1, mean + 0.2]; // s = .1581, t = mean / .0707
        var rule = ClaimRule.MeanAbove(0);
        Assert.Equal(p, rule.PValue(values), 1e-4 * p);
        Assert.Equal(verdict, rule.Alone(values));
        Assert.Equal(verdict, ClaimRule.MeanBelow(0).Alone([.. values.Select(value => -value)]));
    }

    [Fact]
    public void Mean_InARange_NeedsBothEnds()
    {
        var rule = ClaimRule.MeanWithin(0, 1);
        Assert.Equal(Claim.Holds, rule.Alone([0.4, 0.5, 0.6]));
        Assert.Equal(Claim.Refuted, rule.Alone([1.4, 1.5, 1.6]));
        Assert.Equal(Claim.Refuted, rule.Alone([-1.4, -1.5, -1.6]));
        Assert.Equal(Claim.Inconclusive, rule.Alone([0.8, 1, 1.2]));
        Assert.Equal(Claim.Holds, rule.Alone([0.5, 0.5, 0.5])); // no spread at all
    }

    [Fact]
    public void CorrectedP_Decides()
    {
        double[] values = [0.8, 0.9, 1, 1.1, 1.2];
        Assert.Equal(Claim.Holds, ClaimRule.MeanAbove(0).Verdict(values, 0.049));
        Assert.Equal(Claim.Inconclusive, ClaimRule.MeanAbove(0).Verdict(values, 0.051));
    }

    [Fact]
    public void WhatARunCouldNotHaveSeen_IsUnderpowered()
    {
        double[] values = [-1, 1, -1, 1, 0.2];
        Assert.Equal(Claim.Inconclusive, ClaimRule.MeanAbove(0).Alone(values));
        Assert.Equal(Claim.Underpowered, ClaimRule.MeanAbove(0, margin: 0.01).Alone(values));
        Assert.Equal(Claim.Inconclusive, ClaimRule.MeanAbove(0, margin: 10).Alone(values));
    }
}
