using RankElastor.Data.Datasets;
using RankElastor.Experiments.Guidance;
using RankElastor.Experiments.Lab;
using RankElastor.Tuning;

namespace RankElastor.Tests.Experiments.Guidance;

/// <summary>Replays on made tables: what is counted, and whether good advice is found to be good.</summary>
public sealed class GuidanceTests
{
    static readonly TunerDimension[] _space =
    [
        TunerDimension.OfChoices("width", "", [1L, 2L, 3L, 4L, 5L]),
        TunerDimension.OfChoices("other", "", [1L, 2L, 3L, 4L, 5L]),
    ];

    static readonly RankGuide _guide = new(new Dictionary<string, string> { ["width"] = "tokens" });

    [Fact]
    public void Trials_AreCountedUntilOneIsNearTheBest()
    {
        var table = Table((width, other) => width == 5 && other == 5 ? 0.9 : width == 4 && other == 5 ? 0.8996 : 0.1);
        List<TriedPoint> tried =
            [.. table.Points.Where(point => point.Score < 0.5).Take(3), Point(4L, 5L, 0.8996), Point(5L, 5L, 0.9)];
        Assert.Equal(4, table.Trials(tried));
        Assert.Equal(4, table.Trials(tried[..3])); // it was not found
        Assert.Equal([0.8, 0.0004, 0], ((int[])[3, 4, 5]).Select(count => Math.Round(table.Regret(tried, count), 12)));
    }

    [Fact]
    public void Replay_TriesEveryPointOnce_TheSameForTheSameSeed()
    {
        var table = Table((width, other) => width + 0.1 * other);
        List<string> Order(int seed) =>
            [.. table.Replay(new LocalSearch(_space), seed).Select(point => string.Join(' ', point.Values))];
        Assert.Equal(25, Order(1).Distinct().Count());
        Assert.Equal(Order(1), Order(1));
        Assert.NotEqual(Order(1), Order(2));
        Assert.Equal(
            Order(3)[0],
            string.Join(' ', table.Replay(new LocalSearch(_space, _guide.Advice), 3)[0].Values)); // the same start
    }

    [Fact]
    public void AdviceThatIsRight_SavesTrials_AndItsOppositeCostsSome()
    {
        // what is too narrow fills its matrix; only the widest is good
        var arms = GuidanceArm.All(Table((width, other) => width - 0.01 * Math.Abs(other - 3)), _guide, 6, 200);
        var claim = GuidanceExperiment.Judge("made", arms);
        Assert.Equal(Claim.Holds, claim.Verdict);
        double Trials(string name) => arms.Single(arm => arm.Name == name).MeanTrials;
        Assert.True(Trials(GuidanceArm.Guided) < 0.8 * Trials(GuidanceArm.Local), claim.Measured);
        Assert.True(Trials(GuidanceArm.Against) > Trials(GuidanceArm.Local), claim.Measured);
        Assert.True(Trials(GuidanceArm.Local) < Trials(GuidanceArm.Random), claim.Measured);
        Assert.Equal(13, Trials(GuidanceArm.Random), 1.5); // of 25 in random order: (25 + 1) / 2, error .5
    }

    [Fact]
    public void AdviceThatIsWrong_IsRefuted()
    {
        var table = Table((width, other) => -width - 0.01 * Math.Abs(other - 3));
        Assert.Equal(
            Claim.Refuted, GuidanceExperiment.Judge("made", GuidanceArm.All(table, _guide, 6, 200)).Verdict);
    }

    /// <summary>Tokens are full where the width is below 5.</summary>
    static TriedTable Table(Func<long, long, double> score) => new(
        _space,
        [
            .. from width in Enumerable.Range(1, 5)
               from other in Enumerable.Range(1, 5)
               select Point(width, other, score(width, other)),
        ]);

    static TriedPoint Point(long width, long other, double score) => new()
    {
        Number = 1,
        Values = [width, other],
        Epochs = 2,
        Score = score,
        Spectra = new Dictionary<string, IReadOnlyDictionary<string, double>>
        {
            ["tokens"] = new Dictionary<string, double> { ["baseline_ratio"] = width < 5 ? 0.99 : 0.9 },
        },
    };
}
