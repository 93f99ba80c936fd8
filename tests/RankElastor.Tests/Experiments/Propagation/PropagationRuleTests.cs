using System.Xml.Linq;
using RankElastor.Data.Files;
using RankElastor.Experiments.Lab;
using RankElastor.Experiments.Propagation;
using RankElastor.Numerics.Threads;

namespace RankElastor.Tests.Experiments.Propagation;

/// <summary>Verdicts on made numbers, by hand; half a 95 % interval of five values is 2.776 s / √5.</summary>
public sealed class PropagationRuleTests
{
    static readonly double[] _around = [-0.01, -0.005, 0, 0.005, 0.01]; // s = .0079, half an interval .0098

    [Theory]
    [InlineData(0.1, 1, 0.3, Claim.Holds)]
    [InlineData(-0.1, 1, 0.3, Claim.Refuted)] // pushed up
    [InlineData(0, 1, 0.3, Claim.Refuted)] // the negative control: nothing is lost
    [InlineData(0.055, 1, 0.3, Claim.Inconclusive)] // [.045, .065]
    [InlineData(0, 10, 0.3, Claim.Inconclusive)] // [−.098, .098]: noise tells nothing
    [InlineData(0.1, 1, 0.9, Claim.Inconclusive)] // the fields' rank is not low
    public void Verdict_FollowsFromTheInterval(double lost, double spread, double planted, string verdict)
    {
        var model = Family("A", lost, spread, planted);
        var claims = PropagationRule.Claims([model]).ToDictionary(claim => claim.Id);
        Assert.Equal(verdict, claims["rows/A/rank"].Verdict);
        Assert.Equal(["rows/A/rank", "rows/A/centred", "rows/A/cosine", "rows/A/AUC"], claims.Keys);
        Assert.Equal(planted > 0.5, claims["rows/A/rank"].Measured.Contains("did not take", StringComparison.Ordinal));
    }

    [Fact]
    public void Joined_IsComparedWithEachOther_SeedBySeed()
    {
        PropagationFamily[] models = [Family("A", 0.1, 1, 0.3), Family("B", 0, 1, 0.3), Family("C", 0.09, 1, 0.3)];
        var claims = PropagationRule.Claims(models).ToDictionary(claim => claim.Id);
        Assert.Equal(Claim.Holds, claims["rows/A-B/rank"].Verdict);
        Assert.Equal("+0.100 [+0.100, +0.100]", claims["rows/A-B/rank"].Measured); // the same noise in both
        Assert.Equal(Claim.Refuted, claims["rows/A-C/rank"].Verdict);
    }

    /// <summary>Ranks 10 against 9, cosine .5 against .6, AUC .7 against .69.</summary>
    [Fact]
    public void Losses_AreOfTheFullArm()
    {
        var model = Family("A", 0.1, 0, 0.3);
        Assert.All(PropagationMeasure.All, measure =>
            Assert.Equal(0.1, model.Lost(model.Lowest, "block2/items", measure).Mean.Mean, 9));
        Assert.Equal(0.01, model.LostOf("AUC").Mean.Mean, 9);
        Assert.Equal(["items", "block1/items", "block2/items"], model.ItemSites);
        Assert.Equal(("embedding/context", 16, 1), (model.Side, model.Full.Rank, model.Lowest.Rank));
    }

    [Fact]
    public void WhatWouldBeSeen_IsTheHalfInterval_AndMoreForPower()
    {
        var noisy = Family("A", 0, 10, 0.3);
        var lost = noisy.Lost(noisy.Lowest, noisy.Last, PropagationMeasure.Rank).Mean;
        Assert.Equal(2.776445 * 0.0790569 / Math.Sqrt(5), lost.Half, 5);
        Assert.Equal(lost.Half * 1.4294, PropagationRule.LeastSeen(lost), 5);
        Assert.Contains(
            "seen in eight of ten: below −0.090 or above 0.190",
            PropagationRule.Claims([noisy]).First().Measured, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("A_rank1_rows", "one rank of A on rows")]
    [InlineData("A_rows", "A_rows")]
    public void WhatCannotBeCompared_IsRefused_BeforeAnythingIsTrained(string experiment, string found)
    {
        var request = new LabRequest
        {
            Seeds = 1,
            Machine = Machine.Sequential,
            Out = "",
            Experiments = [experiment],
            Train = (_, _) => throw new InvalidOperationException("It was trained."),
        };
        var error = Assert.Throws<InputException>(
            () => new PropagationExperiment().Run(request, TestContext.Current.CancellationToken));
        Assert.Contains(found, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PageAndFigure_ShowEveryModelAndSite()
    {
        PropagationFamily[] models = [Family("A", 0.1, 1, 0.3), Family("B", 0, 1, 0.3)];
        var set = new PropagationSet("rows", models, [.. PropagationRule.Claims(models)], null);
        var page = PropagationPage.Write(
            new LabRequest { Seeds = 5, Machine = Machine.Sequential, Out = "" }, [set]);
        Assert.Contains("| A | block2/items | 1 | 9.00 | 0.900 | 9.00 | 0.600 | +0.100 [+0.090, +0.110] |", page);
        Assert.Contains("| B | block2/items | 16 | 10.00 | 1.000 | 10.00 | 0.500 |", page);
        Assert.Contains("| A | 1 | 0.6900 [0.6900, 0.6900] | 0.5000 [0.5000, 0.5000] |", page);
        var drawn = XDocument.Parse(PropagationFigure.Draw([set])).ToString();
        Assert.Contains("A, block2/items, rank 1: +0.100 [+0.090, +0.110]", drawn, StringComparison.Ordinal);
        Assert.Contains("B, items, rank 1: +0.000 [+0.000, +0.000]", drawn.Replace(": 0.000 [0.000, 0.000]",
            ": +0.000 [+0.000, +0.000]", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    /// <summary>An arm of rank 16 and one of rank 1 that loses a share behind the last block, give or take.</summary>
    static PropagationFamily Family(string model, double lost, double spread, double planted) => new(model, "rows",
    [
        new(16, [.. _around.Select(_ => Run(0, 10))]),
        new(1, [.. _around.Select(around => Run(lost + spread * around, 10 * planted))]),
    ]);

    static PropagationRun Run(double lost, double side) => new(
        new Dictionary<string, SiteReading>
        {
            ["embedding"] = new(4, 1, 4, 0),
            ["embedding/context"] = new(side, double.NaN, side, 0),
            ["history"] = new(4, 1, 4, 0),
            ["items"] = new(8, 0.8, 8, 0),
            ["block1/items"] = new(8, 0.8, 8, 0),
            ["block2/items"] = new(10 * (1 - lost), 1 - lost, 10 * (1 - lost), 0.5 + lost),
        },
        new Dictionary<string, double> { ["AUC"] = lost == 0 ? 0.7 : 0.69, ["logloss"] = 0.5 });
}
