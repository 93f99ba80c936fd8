using RankElastor.Experiments.Scaling;
using RankElastor.Numerics.Statistics;

namespace RankElastor.Tests.Experiments.Scaling;

/// <summary>The bootstrap over seeds against all samples that there are.</summary>
public sealed class SeedEstimateTests
{
    static readonly double[] _values = [0.3, 1.1, 0.4, 2.0, 0.9];

    [Fact]
    public void Interval_IsThatOfAllSamples()
    {
        var found = SeedEstimate.Of(5, Mean);
        var all = new double[3125]; // 5⁵, equally likely
        for (var i = 0; i < all.Length; i++)
        {
            all[i] = (_values[i % 5] + _values[i / 5 % 5] + _values[i / 25 % 5] + _values[i / 125 % 5]
                + _values[i / 625]) / 5;
        }

        Assert.Equal(_values.Average(), found.Value, 1e-12);
        Assert.Equal(Sample.Quantile(all, 0.025), found.Low, 0.03); // Monte Carlo: quantiles of 2,000 draws
        Assert.Equal(Sample.Quantile(all, 0.975), found.High, 0.03);
        Assert.Equal(Interval.OfMean(_values), found.BySeed);
        Assert.Equal(found, SeedEstimate.Of(5, Mean));
    }

    [Fact]
    public void OfThreeSeeds_TheEndsAreTheSeeds()
    {
        double[] values = [3, 1, 2]; // each alone in 1 of 27 samples, more than 2.5 %
        var found = SeedEstimate.Of(3, seeds => seeds.Average(seed => values[seed]));
        Assert.Equal((2, 1, 3), (found.Value, found.Low, found.High));
    }

    [Fact]
    public void ADifference_DrawsTheSameSeedsForBoth()
    {
        var found = SeedEstimate.Of(5, seeds => seeds.Average(seed => _values[seed] + 1) - Mean(seeds));
        Assert.Equal(1, found.Low, 1e-12);
        Assert.Equal(1, found.High, 1e-12);
        Assert.Equal(1, found.Direction);
    }

    [Fact]
    public void Direction_NeedsBothIntervals()
    {
        Assert.Equal(1, new SeedEstimate(1, 0.5, 1.5, new Interval(1, 0.9, 5)).Direction);
        Assert.Equal(-1, new SeedEstimate(-1, -1.5, -0.5, new Interval(-1, 0.9, 5)).Direction);
        Assert.Equal(0, new SeedEstimate(1, 0.5, 1.5, new Interval(1, 1.1, 5)).Direction);
        Assert.Equal(0, new SeedEstimate(1, -0.1, 1.5, new Interval(1, 0.9, 5)).Direction);
        Assert.Equal(0, SeedEstimate.Of(1, _ => 1).Direction); // one seed: no interval
    }

    [Fact]
    public void WhatIsUndefinedInASample_HasNoInterval()
    {
        var found = SeedEstimate.Of(2, seeds => seeds.Distinct().Count() == 1 ? double.NaN : 1);
        Assert.Equal(1, found.Value);
        Assert.True(double.IsNaN(found.Low) && double.IsNaN(found.High) && double.IsNaN(found.BySeed.Mean));
        Assert.Equal(0, found.Direction);
    }

    static double Mean(IReadOnlyList<int> seeds) => seeds.Average(seed => _values[seed]);
}
