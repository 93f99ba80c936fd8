using RankElastor.Numerics.Metrics;

namespace RankElastor.Tests.Numerics.Metrics;

public sealed class LoglossTests
{
    [Fact]
    public void Of_IsTheMeanNegativeLogProbabilityOfTheLabel() =>
        Assert.Equal(
            -(Math.Log(0.8) + Math.Log(0.7) + Math.Log(0.1)) / 3, Logloss.Of([0.8, 0.3, 0.1], [1, 0, 1]), 1e-15);

    [Fact]
    public void Of_ExactlyWrong_IsGuardedByTheEpsilon()
    {
        Assert.Equal(-Math.Log(1e-7), Logloss.Of([0.0], [1], Logloss.FuxiCtrEpsilon), 1e-14);
        Assert.Equal(-Math.Log(Math.Pow(2, -52)), Logloss.Of([1.0], [0]), 1e-14);
        Assert.Equal(-Math.Log(Math.Pow(2, -52)), Logloss.Of([1f], [0]), 1e-14);
    }

    [Theory]
    [InlineData(1.5, 1)]
    [InlineData(-0.1, 1)]
    [InlineData(double.NaN, 0)]
    [InlineData(0.5, 0.5)]
    public void Of_ImpossibleRow_Throws(double probability, float label) =>
        Assert.Throws<ArgumentException>(() => Logloss.Of([probability], [label]));

    [Fact]
    public void NormalisedEntropy_OfTheBaseRate_IsOne()
    {
        Assert.Equal(1, BaseRateMetrics.NormalisedEntropy([0.25, 0.25, 0.25, 0.25], [1, 0, 0, 0]), 1e-14);
        Assert.Equal(double.NaN, BaseRateMetrics.NormalisedEntropy([0.5], [1]));
    }

    [Fact]
    public void Calibration_IsPredictionsOverLabels()
    {
        Assert.Equal(0.75, BaseRateMetrics.Calibration([0.5, 0.5, 0.5], [1, 1, 0]), 1e-15);
        Assert.Equal(double.NaN, BaseRateMetrics.Calibration([0.5], [0]));
    }
}
