using RankElastor.Tests.Training.Watch;
using RankElastor.Training.Alarms;
using RankElastor.Training.Probes;
using RankElastor.Training.Records;

namespace RankElastor.Tests.Training.Alarms;

public sealed class VerdictTests
{
    static readonly Dictionary<string, double> _left = new() { ["left_auc"] = 0.0123, ["left_auc_low"] = 0.0101 };

    [Fact]
    public void NothingUp_IsHealthy_AndSaysWhatIsLeft()
    {
        var verdict = Verdict.Of([], _left, []);
        Assert.Equal((HealthState.Healthy, null), (verdict.State, verdict.Cause));
        Assert.Equal(
            "healthy: nothing rings; crosses of two fields find AUC 0.0123 (at least 0.0101) that it leaves.",
            verdict.Sentence);
        Assert.Equal("healthy: nothing rings.", Verdict.Of([], new Dictionary<string, double>(), []).Sentence);
    }

    [Fact]
    public void ANote_IsNotUp() => Assert.Equal(
        HealthState.Healthy, Verdict.Of(
            [Alarm("low-cardinality", "f", Cause.Cardinality) with { Severity = AlarmRecord.Note }], _left, []).State);

    [Fact]
    public void AlarmsOfOneCause_AreOneFinding_AndTheFirstCauseInTheBookIsTheRoot()
    {
        AlarmRecord[] up = [
            .. Enumerable.Range(1, 10).Select(i => Alarm("collapsed-table", $"f{i}", Cause.Embeddings)),
            Alarm("dead-gate", "g", Cause.DeadGates)];
        var verdict = Verdict.Of(up, _left, []);
        Assert.Equal((HealthState.LookHere, "dead gates"), (verdict.State, verdict.Cause));
        Assert.Equal(
            "look here: dead gates: dead-gate at g; crosses of two fields find AUC 0.0123 (at least 0.0101) that it "
            + "leaves. Try first: less. Also: embeddings confined to few directions.", verdict.Sentence);
        Assert.Contains(
            "collapsed-table at f1, f2, f3 and 7 more;", Verdict.Of(up[..10], _left, []).Sentence,
            StringComparison.Ordinal);
    }

    [Fact]
    public void WhatBreaksAModel_StandsBeforeWhatCosts()
    {
        AlarmRecord[] up = [
            Alarm("learning-rate", "model", Cause.LearningRate),
            Alarm("zero-table", "f1", Cause.NoDirections)];
        var verdict = Verdict.Of(up, _left, []);
        Assert.Equal((HealthState.Broken, "tensors without directions"), (verdict.State, verdict.Cause));
        Assert.StartsWith("broken: tensors without directions: zero-table at f1;", verdict.Sentence,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Remarks_ThatMeanSomething_AreCausesToo()
    {
        var remark = new RunRemark("A regression is better.", HealthState.LookHere, "too few steps");
        var verdict = Verdict.Of([], _left, [new RunRemark("Still improving."), remark]);
        Assert.Equal((HealthState.LookHere, "too few steps"), (verdict.State, verdict.Cause));
        Assert.StartsWith("look here: too few steps: A regression is better;", verdict.Sentence,
            StringComparison.Ordinal);
    }

    [Fact]
    public void ACause_StandsBeforeWhatCameOfIt()
    {
        var remark = new RunRemark("Not better than the base rate.", HealthState.Broken, "nothing was learnt");
        Assert.Equal(
            "broken: learning rate too large: learning-rate at model. Try first: less. Also: nothing was learnt.",
            Verdict.Of(
                [Alarm("learning-rate", "model", Cause.LearningRate)], new Dictionary<string, double>(), [remark])
                .Sentence);
    }

    [Fact]
    public void ARun_IsJudgedByTheReadingOfItsWeights_AndByWhatNeedsAHistory()
    {
        RunRecord[] log = [
            Alarm("dead-gate", "g/gate", Cause.DeadGates), Alarm("learning-rate", "model", Cause.LearningRate)];
        var healthy = Readings.Of(0.5, ("gate/dead_share/g/gate", 0.1));
        Assert.Equal("learning rate too large", OfRun(log, healthy).Cause); // of the dead gate nothing is left
        RunRecord[] cleared = [.. log, Alarm("learning-rate", "model", Cause.LearningRate) with
        {
            State = AlarmRecord.Cleared,
        }];
        Assert.Equal(HealthState.Healthy, OfRun(cleared, healthy).State);
        var dead = Readings.Of(0.5, ("gate/dead_share/g/gate", 0.9));
        Assert.Equal("dead gates", OfRun([], dead).Cause);
        Assert.Equal(HealthState.Healthy, OfRun([], dead, step: 199).State); // training has just begun

        static VerdictRecord OfRun(IReadOnlyList<RunRecord> log, ProbeReading kept, long step = 200) =>
            Verdict.OfRun(AlarmRules.Default, new HashSet<string>(), log, kept, step, []);
    }

    static AlarmRecord Alarm(string rule, string subject, Cause cause) => new(
        1, 10, RuleName.Parse(rule), AlarmRecord.Raised, AlarmRecord.Warning, subject, "measure", 1, 0.5, cause,
        "Text.", ["less", "more"], "warn", 0.4);
}
