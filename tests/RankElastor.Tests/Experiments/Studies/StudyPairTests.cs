using RankElastor.Data.Files;
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
        var pair = StudyContrast.Pair("m0", "m1");
        IReadOnlyList<FinishedUnit> unitsOf(string name) => units[name[1] - '0'];
        var auc = StudyPair.Of(StudyMetric.Auc, rows, pair, unitsOf, Workers.Sequential);
        Assert.Equal([0.25, 0.25], auc.BySeed.Select(seed => seed.Value));
        Assert.Equal(0.25, auc.Gain.Both.Value);
        Assert.Null(auc.Bootstrap);

        var loss = StudyPair.Of(StudyMetric.Logloss, rows, pair, unitsOf, Workers.Sequential);
        double Loss(float[][] scores) => scores.Average(
            own => -(Math.Log(own[0]) + Math.Log(own[1]) + Math.Log(1 - own[2]) + Math.Log(1 - own[3])) / 4);
        Assert.Equal(Loss(one) - Loss(two), loss.Gain.Both.Value, 1e-6);
        Assert.Equal(loss.Gain.Both.Value, loss.Bootstrap!.Value.Mean, 1e-12);
    }

    [Fact]
    public void Contrast_IsTheSumOfItsTerms_InItsMetric_ByHand()
    {
        // AUC of seeds: A 1, 1; B .75, .5; C .5, .75; D .25, .25. A - B - C + D = 0, 0; A - .5 B - .5 C = .375, .375.
        var rows = new TestRows([1, 1, 0, 0], [], []);
        var scores = new Dictionary<int, float[]>
        {
            [100] = [0.5f, 0.4f, 0.3f, 0.1f],
            [75] = [0.5f, 0.2f, 0.3f, 0.1f],
            [50] = [0.5f, 0.2f, 0.6f, 0.1f],
            [25] = [0.5f, 0.2f, 0.6f, 0.3f],
        };
        var units = new (string Name, int First, int Second)[]
        {
            ("A", 100, 100), ("B", 75, 50), ("C", 50, 75), ("D", 25, 25),
        }.ToDictionary(arm => arm.Name, arm => StudyUnits.Of(arm.Name, [scores[arm.First], scores[arm.Second]]));
        IReadOnlyList<double> BySeed(string formula) =>
        [
            .. StudyPair.Of(
                StudyMetric.Auc, rows, StudyContrast.Read("file", "sum", formula), name => units[name],
                Workers.Sequential).BySeed.Select(seed => seed.Value),
        ];
        Assert.Equal([0, 0], BySeed("A - B - C + D").Select(value => Math.Round(value, 12)));
        Assert.Equal([0.375, 0.375], BySeed("A - 0.5 B - 0.5 C").Select(value => Math.Round(value, 12)));
        Assert.Equal([0.75, 0.75], BySeed("A - D").Select(value => Math.Round(value, 12)));

        // The same of row errors: that of A - D by DeLong is that of the pair.
        var pair = StudyPair.Of(
            StudyMetric.Logloss, rows, StudyContrast.Pair("A", "D"), name => units[name], Workers.Sequential);
        var sum = StudyPair.Of(
            StudyMetric.Logloss, rows, StudyContrast.Read("file", "s", "2 A - 2 D"), name => units[name],
            Workers.Sequential);
        Assert.Equal(2 * pair.Gain.Both.Value, sum.Gain.Both.Value, 1e-12);
        Assert.Equal(2 * pair.Gain.Rows.Error, sum.Gain.Rows.Error, 1e-12);
        Assert.Equal(2 * pair.Bootstrap!.Value.Low, sum.Bootstrap!.Value.Low, 1e-12);
    }

    [Theory]
    [InlineData("A")]
    [InlineData("A - A")]
    [InlineData("A - B - C")]
    [InlineData("- A + B")]
    [InlineData("A B")]
    [InlineData("A -")]
    [InlineData("2 - B")]
    public void Contrast_ThatIsNoDifference_IsRefused(string formula) => Assert.Contains(
        $"file: found '{formula}'; allowed: a sum",
        Assert.Throws<InputException>(() => StudyContrast.Read("file", "sum", formula)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Contrast_IsSaidInWords() => Assert.Equal(
        "sum: 2 AutoInt+ − B − C",
        StudyContrast.Read("", "sum", "2 AutoInt+_x - B_x - C_x").Text(name => name.Replace("_x", "")));

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
        direction > 0 ? StudyMetric.Auc : StudyMetric.Logloss, StudyContrast.Pair("model", "other"), [],
        new SeedsAndRows(new Estimate(difference, 0.0004, 4), 0.0003)
        {
            Rows = new(difference, 0.0003, int.MaxValue),
        },
        null);
}
