using RankElastor.Experiments.Cures;
using RankElastor.Experiments.Lab;
using RankElastor.Experiments.Severity.Judging;
using RankElastor.Experiments.Severity.Runs;
using RankElastor.Numerics.Threads;
using RankElastor.Tests.Data;
using RankElastor.Tests.Experiments.Severity;
using RankElastor.Training.Alarms;

namespace RankElastor.Tests.Experiments.Cures;

public sealed class CuresTests
{
    static readonly double[] _noise = [-0.0002, 0.0001, 0.0003, -0.0001, -0.0001];

    static CureCase Units => CureCase.All[0];

    [Fact]
    public void EveryCure_FollowsALineOfTheRulesAdvice_OrSaysThatItIsInNone()
    {
        foreach (var ofCase in CureCase.All)
        {
            var advice = AlarmRules.Find(ofCase.Rule).Remedies;
            Assert.All(ofCase.Cures, cure => Assert.True(
                cure.Advice is null ? cure.What.Contains("in no advice", StringComparison.Ordinal)
                    : advice.Contains(cure.Advice)));
        }
    }

    [Fact]
    public void Verdicts_FollowFromTheIntervals()
    {
        var (back, lost) = (Arm(1, cured: -0.0001, nothing: -0.01), Arm(2, cured: -0.01, nothing: -0.01));
        var better = Arm(3, cured: 0.01, nothing: -0.01);
        var harms = Arm(1, cured: -0.02, nothing: -0.01);
        var verdicts = new CureVerdicts([back, lost, better, harms]);
        Assert.Equal((CureVerdicts.CameBack, "helps"), (verdicts.Back(back), verdicts.Helps(back)));
        Assert.Equal((CureVerdicts.NotBack, "no help shown"), (verdicts.Back(lost), verdicts.Helps(lost)));
        Assert.Equal(("better than the twin", "helps"), (verdicts.Back(better), verdicts.Helps(better)));
        Assert.Equal((CureVerdicts.NotBack, "harms"), (verdicts.Back(harms), verdicts.Helps(harms)));
    }

    [Fact]
    public void ASpreadThatDecidesNothing_IsCalledUnderpowered_WithTheSeedsThatItTakes()
    {
        // ± .01: standard deviation .0148; 8.5638 · (.0148 / .002)² + 1.35 = 471
        var wide = Arm(1, 0, 0, 50);
        var verdicts = new CureVerdicts([wide]);
        var needed = (int)Math.Ceiling(8.563847 * wide.AgainstTwin.Spread * wide.AgainstTwin.Spread / 4e-6 + 1.352772);
        Assert.Equal($"underpowered: needs {needed} seeds", verdicts.Back(wide));
        Assert.StartsWith("underpowered: needs ", verdicts.Helps(wide));
    }

    [Fact]
    public void Rejudging_WritesThePage_FromKeptRunsAlone()
    {
        using var folder = new TemporaryFolder();
        var store = new RunStore(folder["logs"]);
        foreach (var seed in new[] { 5, 6 })
        {
            store.Write(Units.Healthy(Cure.Nothing, seed), MadeRuns.Log(0.87, _ => 0, 14));
            store.Write(Units.Planted(Cure.Nothing, seed), MadeRuns.Log(0.86, at => at > 4 ? 0.8 : 0, 14));
        }

        var request = new LabRequest
        {
            Seeds = 1,
            Machine = Machine.Sequential,
            Out = folder[""],
            JudgesOnly = true,
        };
        var result = new CuresExperiment().Run(request, TestContext.Current.CancellationToken);
        var page = File.ReadAllText(result.Report);
        Assert.Contains(
            "| nothing | 0.8600 | −0.0100 [−0.0100, −0.0100] | not back |  |  |  | 2 of 2 |", page);
        Assert.Contains("costs +0.0100 [+0.0100, +0.0100] AUC, and `dead-gate` is up", page);
        Assert.Equal(Claim.Refuted, Assert.Single(result.Claims).Verdict);
    }

    static CureResult Arm(int cure, double cured, double nothing, double scale = 1) => new(
        Units, Units.Cures[cure - 1],
        [
            .. _noise.Select((noise, i) => new CureRuns(
                i, Of(0.87), Of(0.87 + nothing), Of(0.87 + cured + scale * noise), Of(0.87))),
        ]);

    static JudgedRun Of(double auc) => new(MadeRuns.Log(auc, _ => 0, 14));
}
