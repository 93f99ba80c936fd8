using RankElastor.Numerics.Representations;

namespace RankElastor.Tests.Numerics.Representations;

public sealed class AttentionEntropyTests
{
    [Fact]
    public void Of_BothEnds_AreZeroAndOne()
    {
        var entropy = AttentionEntropy.Of([1, 0, 0, 0, 0.25f, 0.25f, 0.25f, 0.25f], 4);
        Assert.Equal(new AttentionEntropy(0.5, 0, 0.5, 0.5, 0), entropy);
    }

    [Fact]
    public void Of_HalfTheKeys_FollowsTheFormula_WhateverTheScale()
    {
        Assert.Equal(0.5, AttentionEntropy.Of([0.5f, 0.5f, 0, 0], 4).Mean, 1e-12);
        Assert.Equal(0.5, AttentionEntropy.Of([3, 3, 0, 0], 4).Mean, 1e-12);
        var expected = -(0.75 * Math.Log(0.75) + 0.25 * Math.Log(0.25)) / Math.Log(2);
        var one = AttentionEntropy.Of([0.75f, 0.25f], 2);
        Assert.Equal(expected, one.Mean, 1e-12);
        Assert.Equal((0, 0), (one.OneHotShare, one.UniformShare));
    }

    [Fact]
    public void Of_OneKeyOrNoQuery_IsNaN()
    {
        Assert.Equal(double.NaN, AttentionEntropy.Of([1, 1], 1).Mean);
        Assert.Equal(double.NaN, AttentionEntropy.Of([], 5).Least);
        Assert.Throws<ArgumentException>(() => AttentionEntropy.Of([1, 1, 1], 2));
    }

    [Theory]
    [InlineData(0.005f, 1, 0)] // entropy 0.0454 of the largest
    [InlineData(0.006f, 0, 0)] // 0.0529
    [InlineData(0.44f, 0, 0)] // 0.9896
    [InlineData(0.45f, 0, 1)] // 0.9928
    public void Shares_CountBelowFiveAndAboveNinetyNinePercent(float weight, double oneHot, double uniform)
    {
        var entropy = AttentionEntropy.Of([weight, 1 - weight], 2);
        Assert.Equal((oneHot, uniform), (entropy.OneHotShare, entropy.UniformShare));
        var both = AttentionEntropy.Of([weight, 1 - weight, 0.3f, 0.7f], 2);
        Assert.Equal(Math.Min(entropy.Mean, AttentionEntropy.Of([0.3f, 0.7f], 2).Mean), both.Least, 1e-12);
    }
}
