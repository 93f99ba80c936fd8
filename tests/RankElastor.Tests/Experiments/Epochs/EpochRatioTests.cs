using RankElastor.Experiments.Epochs;
using RankElastor.Experiments.Lab;

namespace RankElastor.Tests.Experiments.Epochs;

/// <summary>Ratios by hand, and the rules of claims at their edges.</summary>
public sealed class EpochRatioTests
{
    /// <summary>
    /// Logarithms of 2, 4, 8 are ln 2 · (1, 2, 3): mean 2 ln 2, standard deviation ln 2, t(.975, 2) = 4.302653.
    /// </summary>
    [Fact]
    public void Ratio_IsTheGeometricMean_WithATIntervalOfItsLogarithm()
    {
        EpochRound[] rounds = [Round(1, 1, 2), Round(2, 2, 8), Round(3, 0.5, 4)];
        var ratio = EpochRatio.Over(EpochRatio.Time, "B", "A", rounds);
        var half = 4.302652729911275 * Math.Log(2) / Math.Sqrt(3);
        Assert.Equal(4, ratio.Ratio, 1e-12);
        Assert.Equal(4 * Math.Exp(-half), ratio.Low, 1e-8);
        Assert.Equal(4 * Math.Exp(half), ratio.High, 1e-7);

        var memory = EpochRatio.Over(EpochRatio.Memory, "B", "A", rounds);
        Assert.Equal((2, 2, 2), (memory.Ratio, memory.Low, memory.High)); // alike in each round: no spread
    }

    [Fact]
    public void Pairs_AreOfOneRound_SoThatDriftOfTheMachineCancels()
    {
        var ratio = EpochRatio.Over(
            EpochRatio.Time, "B", "A", [Round(1, 1, 1.1), Round(2, 10, 11), Round(3, 100, 110)]);
        Assert.Equal(1.1, ratio.Ratio, 1e-12);
        Assert.Equal(1.1, ratio.Low, 1e-9);
    }

    [Fact]
    public void OfOneRound_ThereIsNoInterval() =>
        Assert.Equal(double.NaN, EpochRatio.Over(EpochRatio.Time, "B", "A", [Round(1, 1, 2)]).High);

    [Theory]
    [InlineData(1.05, 1.20, Claim.Holds)]
    [InlineData(1.10, 1.15, Claim.Holds)]
    [InlineData(1.0499, 1.15, Claim.Inconclusive)]
    [InlineData(1.10, 1.2001, Claim.Inconclusive)]
    [InlineData(0.9, 1.5, Claim.Inconclusive)]
    [InlineData(0.9, 1.05, Claim.Inconclusive)]
    [InlineData(0.9, 1.0499, Claim.Refuted)]
    [InlineData(1.20, 1.3, Claim.Inconclusive)]
    [InlineData(1.2001, 1.3, Claim.Refuted)]
    [InlineData(double.NaN, double.NaN, Claim.Inconclusive)]
    public void Time_HoldsWithin_AndIsRefutedOutside(double low, double high, string verdict) =>
        Assert.Equal(verdict, EpochClaims.Time(new("time", "B", "A", 1.1, low, high)).Verdict);

    [Theory]
    [InlineData(0.5, 1.1499, Claim.Holds)]
    [InlineData(0.5, 1.15, Claim.Inconclusive)]
    [InlineData(1.15, 1.3, Claim.Inconclusive)]
    [InlineData(1.1501, 1.3, Claim.Refuted)]
    [InlineData(double.NaN, double.NaN, Claim.Inconclusive)]
    public void Memory_HoldsBelow_AndIsRefutedAbove(double low, double high, string verdict) =>
        Assert.Equal(verdict, EpochClaims.Memory(new("memory", "B", "A", 1.1, low, high)).Verdict);

    static EpochRound Round(int number, double a, double b) =>
        new(number, [Cost("A", a, 100 * number), Cost("B", b, 200 * number)]);

    static EpochCost Cost(string name, double seconds, double memory) => new(name, seconds, 1, memory, 1, 1, 1, 0);
}
