using RankElastor.Experiments.Collapse;
using RankElastor.Experiments.Collapse.Rows;
using RankElastor.Training.Records;

namespace RankElastor.Tests.Experiments.Collapse;

public sealed class PlantOutcomeTests
{
    static readonly Plant _plant = new()
    {
        Name = "dead",
        What = "a gate is shut",
        Model = CollapseModel.Dnn,
        Act = (_, _) => { },
        Rules = [RuleName.DeadGate],
        Subject = "gate1",
    };

    [Fact]
    public void RightAlarm_IsDetectedAndNamed_WithItsDelay()
    {
        var outcome = Of(Alarm("dead-gate", "gate1", "dead gates", after: 2));
        Assert.Equal((2, true, true), (outcome.Delay, outcome.Detected, outcome.Named));
    }

    [Fact]
    public void RightAlarm_IsNotDetected_WhenLate() =>
        Assert.Equal((3, false, false), Judged(Alarm("dead-gate", "gate1", "dead gates", after: 3)));

    [Fact]
    public void AlarmElsewhere_IsNotDetected_ButAlsoRaised()
    {
        var outcome = Of(Alarm("dead-gate", "gate2", "dead gates", after: 1));
        Assert.False(outcome.Detected);
        Assert.Equal(["dead-gate at gate2"], outcome.AlsoRaised);
    }

    [Fact]
    public void AlarmBeforeTheOnset_IsEarly_AndDetectsNothing()
    {
        var outcome = Of(Alarm("dead-gate", "gate1", "dead gates", after: 0));
        Assert.Null(outcome.Delay);
        Assert.Single(outcome.Early);
    }

    [Fact]
    public void WrongCause_IsDetected_ButNotNamed() =>
        Assert.Equal((1, true, false), Judged(Alarm("dead-gate", "gate1", "over-smoothing", after: 1)));

    [Fact]
    public void AnotherCauseFirst_IsDetected_ButNotNamed() =>
        Assert.Equal((2, true, false), Judged(
            Alarm("collapsed-site", "tokens", "over-smoothing", after: 1),
            Alarm("dead-gate", "gate1", "dead gates", after: 2)));

    [Fact]
    public void ConsequenceAtTheSameEvaluation_DoesNotHinderTheName() =>
        Assert.Equal((2, true, true), Judged(
            Alarm("collapsed-site", "tokens", "contraction by block1/ffn", after: 2),
            Alarm("dead-gate", "gate1", "dead gates", after: 2)));

    static (int? Delay, bool Detected, bool Named) Judged(params AlarmRecord[] alarms)
    {
        var outcome = Of(alarms);
        return (outcome.Delay, outcome.Detected, outcome.Named);
    }

    static PlantOutcome Of(params AlarmRecord[] alarms) => new(_plant, new CollapseRun(1, alarms, [], false, 1));

    static AlarmRecord Alarm(string rule, string subject, string cause, int after) => new(
        1, (Trial.OnsetEvaluation + after) * CollapseData.EvaluationSteps, RuleName.Parse(rule),
        AlarmRecord.Raised,
        AlarmRecord.Warning, subject, "measure", 1, 0.8, Cause.Parse(cause), "", [], "warn", 0.5);
}
