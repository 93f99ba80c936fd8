using RankElastor.Experiments.Severity.Judging;

namespace RankElastor.Tests.Experiments.Severity;

public sealed class OutcomeTests
{
    [Fact]
    public void AucLost_IsAboveZero_WhereThePlantCosts()
    {
        Assert.Equal(0.07, Of(planted: 0.80, evaluation => 0).AucLost, 1e-12);
        Assert.Equal(-0.03, Of(planted: 0.90, evaluation => 0).AucLost, 1e-12);
    }

    [Fact]
    public void Delay_CountsEvaluationsFromTheOnset_UntilTheRuleIsUp()
    {
        Assert.Equal(2, Of(0.8, evaluation => evaluation > 4 ? 0.9 : 0.1).Delay); // the rule waits for two in a row
        Assert.Equal(4, Of(0.8, evaluation => evaluation > 6 ? 0.9 : 0.1).Delay);
        Assert.Null(Of(0.8, evaluation => evaluation > 7 ? 0.9 : 0.1).Delay);
        Assert.Null(Of(0.8, evaluation => 0.49).Delay);
    }

    [Fact]
    public void Quantity_IsThatOfTheLastEvaluation() =>
        Assert.Equal(0.08, Of(0.8, evaluation => 0.01 * evaluation).Quantity, 1e-12);

    [Fact]
    public void DivergedRun_HasAnAucOfOneHalf()
    {
        var diverged = new JudgedRun(MadeRuns.Log(0.8, evaluation => 0) with { Diverged = true });
        Assert.Equal(0.5, diverged.Auc);
    }

    [Fact]
    public void NumbersOfTheModel_AreThereByEvaluation()
    {
        var run = new JudgedRun(MadeRuns.Log(0.8, evaluation => 0));
        Assert.Equal(
            [0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.07, 0.08],
            run.OfModel("left_").Select(numbers => Math.Round(numbers["left_auc"], 9)));
    }

    static Outcome Of(double planted, Func<int, double> dead) => Outcome.Of(
        MadeRuns.DeadGate, MadeRuns.Dnn, MadeRuns.Key(0.9, 1), new JudgedRun(MadeRuns.Log(0.87, evaluation => 0)),
        new JudgedRun(MadeRuns.Log(planted, dead)));
}
