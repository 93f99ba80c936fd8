using RankElastor.Numerics.Statistics;

namespace RankElastor.Tests.Numerics.Statistics;

public sealed class PairedDifferencesTests
{
    // mean .001, standard deviation .001 √2.5 = .00158114, standard error .000707107
    static readonly PairedDifferences _five = new([-0.001, 0, 0.001, 0.002, 0.003]);

    [Fact]
    public void OneSidedTests_AreStudents()
    {
        // t = 1.414214 with 4 degrees of freedom: P(T > t) = .115112, from tables of the distribution
        Assert.Equal(0.115112, _five.PAbove(0), 1e-4);
        Assert.Equal(1 - 0.115112, _five.PBelow(0), 1e-4);
        Assert.Equal(0.5, _five.PAbove(0.001), 1e-12);
    }

    [Fact]
    public void Within_IsTheWorseOfTheTwoTests()
    {
        Assert.Equal(_five.PBelow(0.002), _five.PWithin(0.002)); // the mean is nearer to the upper end
        Assert.True(_five.PWithin(0.002) > 0.05);
        Assert.True(_five.PWithin(0.003) < 0.05); // t = 2.828 > 2.132
        Assert.Equal(0, new PairedDifferences([0.001, 0.001]).PWithin(0.002));
        Assert.Equal(1, new PairedDifferences([0.003, 0.003]).PWithin(0.002));
        Assert.True(double.IsNaN(new PairedDifferences([0.001]).PWithin(0.002)));
        Assert.True(double.IsNaN(new PairedDifferences([0.001, double.NaN]).PAbove(0)));
    }

    [Fact]
    public void PairsNeeded_FollowTheFormula()
    {
        var spread = new PairedDifferences([-0.004 / Math.Sqrt(2), 0.004 / Math.Sqrt(2)]);
        Assert.Equal(0.004, spread.Spread, 1e-12);
        Assert.Equal(36, spread.NeededWithin(0.002)); // 8.5638 · 4 + 1.3528 = 35.6
        Assert.Equal(27, spread.NeededAbove(0.002)); // 6.1826 · 4 + 1.3528 = 26.1
        Assert.Equal(int.MaxValue, new PairedDifferences([1]).NeededWithin(0.002));
    }

    [Fact]
    public void PairsNeeded_FindWhatTheySay_InEightRunsOfTen()
    {
        var random = new RankElastor.Numerics.Randomness.SeededRandom(5);
        var found = Enumerable.Range(0, 2000).Count(_ => new PairedDifferences(
            Enumerable.Range(0, 36).Select(_ => 0.004 * random.NextNormal())).PWithin(0.002) < 0.05);
        Assert.InRange(found / 2000.0, 0.77, 0.85);
    }

    [Fact]
    public void Holm_IsThatOfTheTextbook() // the smallest of four times four, the next times three …
    {
        Assert.Equal([0.03, 0.06, 0.06, 0.02], FamilyOfTests.Holm([0.01, 0.04, 0.03, 0.005]), Near);
        Assert.Equal([1.0, double.NaN], FamilyOfTests.Holm([0.6, double.NaN]), Near);
    }

    static bool Near(double left, double right) => left.Equals(right) || Math.Abs(left - right) < 1e-12;
}
