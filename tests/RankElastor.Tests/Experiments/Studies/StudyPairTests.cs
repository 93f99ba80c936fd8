using RankElastor.Experiments.Studies;
using RankElastor.Numerics.Statistics;
using RankElastor.Numerics.Threads;

namespace RankElastor.Tests.Experiments.Studies;

/// <summary>Verdicts of pairs with known errors: seeds .0004 of 5, rows .0003, together .0005 with 9 degrees of freedom.
/// </summary>
public sealed class StudyPairTests
{
    [Theory]
    [InlineData(0.002, 1, null, "better")] // t = 4, p = .003
    [InlineData(-0.002, 1, null, "worse")]
    [InlineData(-0.002, -1, null, "better")] // less logloss
    [InlineData(0.001, 1, null, "not decided (MDE 0.0016)")] // 3.1496 errors with 9 degrees of freedom
    [InlineData(0.0001, 1, 0.002, "equal within 0.002")] // t = 3.8 and 4.2
    [InlineData(0.0015, 1, 0.002, "better")] // t = 3; 1 from the margin
    [InlineData(0.0013, 1, 0.003, "equal within 0.003")] // t = 2.6 from 0, and 3.4 from the margin, which is said first
    [InlineData(0.0001, 1, 0.0002, "not decided (MDE 0.0016)")]
    [InlineData(double.NaN, 1, 0.002, "not decided (MDE 0.0016)")]
    public void Verdict_IsThatOfTheTests(double difference, int direction, double? margin, string verdict) =>
        Assert.Equal(verdict, StudyPair.Judge([Pair(difference, direction)], margin)[0].Verdict);

    [Fact]
    public void Verdicts_AreThoseOfTheFamily()
    {
        // t = 2.5 with 9 degrees of freedom: p = .0339, alone better, of two .068
        Assert.Equal("better", StudyPair.Judge([Pair(0.00125, 1)], null)[0].Verdict);
        var two = StudyPair.Judge([Pair(0.00125, 1), Pair(0.001, 1)], null);
        Assert.All(two, pair => Assert.StartsWith("not decided", pair.Verdict, StringComparison.Ordinal));
        Assert.Equal(2 * 0.0338617, two[0].P, 1e-5);
        Assert.Equal(two[1].Gain.Both.P, two[1].P < 0.08 ? two[1].P : two[1].Gain.Both.P, 1e-12);
        Assert.True(two[0].Detectable > 0.0016);
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
