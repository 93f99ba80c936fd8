using RankElastor.Experiments.Studies;
using RankElastor.Numerics.Statistics;
using RankElastor.Numerics.Threads;

namespace RankElastor.Tests.Experiments.Studies;

/// <summary>
/// Verdicts of pairs with known errors: seeds .0004 with 4 degrees of freedom, rows .0003. Tails are those of mpmath,
/// by convolution of t and normal: P(> .002) = .0045, (> .0017) .0083, (> .0013) .022, (> .0005) .18.
/// </summary>
public sealed class StudyPairTests
{
    [Theory]
    [InlineData(0.002, 1, null, "better")]
    [InlineData(-0.002, 1, null, "worse")]
    [InlineData(-0.002, -1, null, "better")] // less logloss
    [InlineData(0.001, 1, null, "not decided (MDE 0.00171)")] // points .0012439 and .0004675
    [InlineData(0.0001, 1, 0.002, "equal within 0.002")] // .0019 and .0021 from the margins
    [InlineData(0.0015, 1, 0.002, "better")] // .0005 from the margin
    [InlineData(0.0013, 1, 0.003, "equal within 0.003")] // better too; the margin is said first
    [InlineData(0.0001, 1, 0.0002, "not decided (MDE 0.00171)")]
    [InlineData(double.NaN, 1, 0.002, "not decided (MDE 0.00171)")]
    public void Verdict_IsThatOfTheTests(double difference, int direction, double? margin, string verdict) =>
        Assert.Equal(verdict, StudyPair.Judge([Pair(difference, direction)], margin)[0].Verdict);

    [Fact]
    public void Verdicts_AreThoseOfTheFamily()
    {
        // p = .0492 is better alone; of two .0984, which the other's .0966 is raised to
        Assert.Equal("better", StudyPair.Judge([Pair(0.00125, 1)], null)[0].Verdict);
        var two = StudyPair.Judge([Pair(0.00125, 1), Pair(0.001, 1)], null);
        Assert.All(two, pair => Assert.StartsWith("not decided", pair.Verdict, StringComparison.Ordinal));
        Assert.All(two, pair => Assert.Equal(4 * 0.024604753684581814, pair.P, 1e-10));
        Assert.True(two[0].Detectable > 0.0018);
    }

    [Fact]
    public void Pairs_AreComparedSeedBySeed_OnTheSameRows()
    {
        var rows = new TestRows([1, 1, 0, 0], [], []);
        float[][] one = [[0.9f, 0.4f, 0.5f, 0.1f], [0.8f, 0.7f, 0.2f, 0.1f]]; // AUC .75, 1
        float[][] two = [[0.3f, 0.2f, 0.5f, 0.1f], [0.3f, 0.6f, 0.5f, 0.1f]]; // AUC .5, .75
        var units = new[] { one, two }.Select((scores, i) => StudyUnits.Of($"m{i}", scores)).ToList();
        var auc = StudyPair.Of(StudyMetric.Auc, rows, units[0], units[1], Workers.Sequential);
        Assert.Equal([0.25, 0.25], auc.BySeed.Select(seed => seed.Value));
        Assert.Equal(("m0", "m1", 0.25), (auc.Model, auc.Other, auc.Gain.Both.Value));
        Assert.Null(auc.Bootstrap);

        var loss = StudyPair.Of(StudyMetric.Logloss, rows, units[0], units[1], Workers.Sequential);
        double Loss(float[][] scores) => scores.Average(
            own => -(Math.Log(own[0]) + Math.Log(own[1]) + Math.Log(1 - own[2]) + Math.Log(1 - own[3])) / 4);
        Assert.Equal(Loss(one) - Loss(two), loss.Gain.Both.Value, 1e-6);
        Assert.Equal(loss.Gain.Both.Value, loss.Bootstrap!.Value.Mean, 1e-12);
    }

    [Fact]
    public void Power_IsThatOfThePairedTest()
    {
        Assert.Equal(3.76105955382502 / Math.Sqrt(5), StudyPower.InDeviations(5, 1), 1e-9); // see DetectableEffectTests
        Assert.Contains(
            "With 5 seeds and 1 pair the minimal detectable effect (power .8, level .05 after Holm) is 1.68 standard "
            + "deviations of a paired difference over seeds: 0.0008 where that is 0.0005, 0.0017 where that is 0.0010",
            StudyPower.Sentence(5, 1), StringComparison.Ordinal);
    }

    static StudyPair Pair(double difference, int direction) => new(
        direction > 0 ? StudyMetric.Auc : StudyMetric.Logloss, "model", "other", [],
        new SeedsAndRows(new Estimate(difference, 0.0004, 4), 0.0003)
        {
            Rows = new(difference, 0.0003, int.MaxValue),
        },
        null);
}
