using RankElastor.Tests.Training.Watch;
using RankElastor.Training.Alarms;
using RankElastor.Training.Probes;
using RankElastor.Training.Records;

namespace RankElastor.Tests.Training.Alarms;

public sealed class AlarmJudgeTests
{
    const string Dead = "gate/dead_share/dnn/hidden1/gate";

    [Fact]
    public void Alarm_IsRaisedAfterTheStatedPatience_AndClearedWithAMargin()
    {
        var watch = new AlarmJudge(AlarmRules.Default);
        double[] shares = [0, 0.9, 0.1, 0.9, 0.9, 0.48, 0.48, 0.48, 0.4, 0.4, 0.4];
        var heard = Readings.Judge(watch, [.. shares.Select(share => Readings.Of(0.5, (Dead, share)))]);
        Assert.Equal(
            // a single 0.9 is noise; 0.48 is below the limit of 0.5 but not by the margin
            [(4, AlarmRecord.Raised), (9, AlarmRecord.Cleared)],
            heard.Select(call => (call.At, call.Alarm.State)));
        var alarm = heard[0].Alarm;
        Assert.Equal(
            (RuleName.DeadGate, "dnn/hidden1/gate", "dead_share", 0.9, 0.5, Cause.DeadGates),
            (alarm.Rule, alarm.Subject, alarm.Measure, alarm.Value, alarm.Limit, alarm.Cause));
        Assert.Contains("90", alarm.Text, StringComparison.Ordinal);
        Assert.NotEmpty(alarm.Remedies);
        Assert.Empty(watch.Raised);
    }

    [Fact]
    public void Alarm_IsRaisedOnceHoweverLongItHolds()
    {
        var heard = Readings.Judge(
            new AlarmJudge(AlarmRules.Default), [.. Enumerable.Repeat(Readings.Of(0.5, (Dead, 1.0)), 9)]);
        Assert.Equal([2], heard.Select(call => call.At));
    }

    [Fact]
    public void FirstSiteOnly_RaisesTheFirstOnTheWay_AndNotWhatFollowsFromIt()
    {
        var bad = Readings.Of(
            0.5,
            ("tokens/residual_share/tokens", 0.3),
            ("tokens/residual_share/block1/mixing", 0.01),
            ("tokens/residual_share/block1/ffn", 0.01));
        var heard = Readings.Judge(new AlarmJudge(AlarmRules.Default), bad, bad, bad, bad);
        Assert.Equal(["block1/mixing"], heard.Select(call => call.Alarm.Subject));
        Assert.Equal(Cause.OverSmoothing, heard[0].Alarm.Cause);
    }

    [Fact]
    public void Contraction_NeedsAFallBeyondItsNoise_AndALossThatStalls()
    {
        Assert.Equal([RuleName.Contraction], Fall(stalls: true, noise: 0).Select(alarm => alarm.Rule));
        Assert.Empty(Fall(stalls: false, noise: 0));
        Assert.Empty(Fall(stalls: true, noise: 0.5));
    }

    [Theory]
    [InlineData(0.010, 1)] // two standard errors nearer to zero it still falls by more than 3 % a reading
    [InlineData(0.020, 0)] // one standard error nearer it would, two nearer it does not
    [InlineData(0.060, 0)]
    public void Contraction_AllowsForTwoStandardErrors(double error, int alarms)
    {
        // slope −0.055 over five readings, with residuals that leave the slope as it is and give it that standard error
        double[] shape = [1, -2, 0, 2, -1]; // orthogonal to constant and slope; squares sum to 10
        var size = error * Math.Sqrt(3 * 10 / 10.0);
        var ranks = shape.Select((bend, i) => Math.Exp(1.5 - 0.055 * i + size * bend)).Prepend(9).ToList();
        var judge = new AlarmJudge([AlarmRules.Find(RuleName.Contraction) with { For = 1 }]);
        var heard = Readings.Judge(judge, [.. ranks.Select(rank => Readings.Of(0.5, ("entropy_rank_ev/tokens",
            rank)))]);
        Assert.Equal(alarms, heard.Count);
        Assert.All(heard, call => Assert.Equal(-0.055 + 2 * error, call.Alarm.Value, 1e-9));
    }

    [Fact]
    public void AnAlarm_LooksBackOverItsWindow_HoweverLongTheRun()
    {
        var judge = new AlarmJudge([
            AlarmRules.Find(RuleName.Contraction) with { For = 1, Window = 4, WhileLossStalls = false },
            AlarmRules.Find(RuleName.ExplodingWeights)]);
        var readings = Enumerable.Range(0, 60).Select(i => Readings.Of(
            0.5, ("entropy_rank_ev/tokens", i < 50 ? 6 : 6 * Math.Exp(-0.04 * (i - 50))),
            ("model/weight_rms/model", i < 40 ? 1 : 6.5)));
        var heard = Readings.Judge(judge, [.. readings]);
        // readings 50 to 53 are the first four that all lie on the fall
        Assert.Equal(
            [(40, RuleName.ExplodingWeights, 6.5), (53, RuleName.Contraction, -0.04)],
            heard.Select(call => (call.At, call.Alarm.Rule, Math.Round(call.Alarm.Value, 9))));
    }

    [Fact]
    public void Contraction_NamesTheModuleThatContractsMost()
    {
        var readings = Enumerable.Range(0, 9).Select(i => Readings.Of(
            0.5, ("entropy_rank_ev/embedding", 5), ("entropy_rank_ev/block1/mixing", 6),
            ("entropy_rank_ev/block1/ffn", 6 * Math.Pow(0.9, i)),
            ("entropy_rank_ev/block2/ffn", 6 * Math.Pow(0.9, i))));
        var alarm = Assert.Single(Readings.Judge(new AlarmJudge(AlarmRules.Default), [.. readings])).Alarm;
        Assert.Equal(("block1/ffn", "contraction by block1/ffn"), (alarm.Subject, alarm.Cause.ToString()));
        Assert.StartsWith("remedy vicreg_variance", alarm.Remedies[0], StringComparison.Ordinal);
    }

    [Fact]
    public void LearningRate_IsTheCauseOfWhatElseGoesWrong()
    {
        var reading = Readings.Of(0.9, ("model/relative_step/model", 2.0), (Dead, 1.0));
        var heard = Readings.Judge(new AlarmJudge(AlarmRules.Default), reading, reading, reading);
        Assert.Equal(
            [(1, RuleName.LearningRate, "model"), (2, RuleName.DeadGate, "dnn/hidden1/gate")], // not before step 200
            heard.Select(call => (call.At, call.Alarm.Rule, call.Alarm.Subject)));
        Assert.All(heard, call => Assert.Equal(Cause.LearningRate, call.Alarm.Cause));
        Assert.All(heard, call => Assert.Equal("divide learning_rate by ten or more", call.Alarm.Remedies[0]));
    }

    [Fact]
    public void CollapsedSite_TakesItsCauseFromWhatExplainsIt()
    {
        var low = ("entropy_rank_ev/tokens", 0.5); // a tenth of the baseline of 5
        Assert.Equal("over-smoothing", CauseOf(low, ("tokens/residual_share/tokens", 0.01)));
        Assert.Equal("mean direction dominating", CauseOf(low, ("batch/mean_energy/tokens", 0.999)));
        Assert.Equal(
            "embeddings confined to few directions",
            CauseOf(low, ("table/baseline_ratio/item", 0.2), ("table/attainable_rank/item", 8)));
        Assert.Equal("contraction by tokens", CauseOf(("entropy_rank_ev/embedding", 5), low));
    }

    [Fact]
    public void CollapsedTable_SaysNothingOfTablesWhoseShapeAllowsNoMore()
    {
        var reading = Readings.Of(0.5, ("table/baseline_ratio/flag", 0.2), ("table/attainable_rank/flag", 2));
        Assert.Empty(Readings.Judge(new AlarmJudge(AlarmRules.Default), reading, reading, reading));
    }

    [Theory]
    [InlineData(3.9, 0)]
    [InlineData(4, 1)]
    public void ANeed_IsMetAtItsLeast(double attainable, int alarms) => Assert.Equal(
        alarms, AlarmJudge.Once(
            [AlarmRules.Find(RuleName.CollapsedTable)],
            Readings.Of(0.5, ("table/baseline_ratio/f", 0.2), ("table/attainable_rank/f", attainable))).Count);

    [Fact]
    public void From_IsTheFirstEvaluationThatIsLookedAt()
    {
        var rule = AlarmRules.Find(RuleName.IdenticalTokens) with { For = 1, From = 2 };
        var bad = Readings.Of(0.5, ("tokens/residual_share/tokens", 0.01));
        var heard = Readings.Judge(new AlarmJudge([rule]), bad, bad, bad, bad);
        Assert.Equal([2], heard.Select(call => call.At)); // 0 is the start of training
    }

    [Fact]
    public void Findings_OfOneReading_AreItsLevels()
    {
        var found = AlarmJudge.Once(
            AlarmRules.Default,
            Readings.Of(
                0.5, (Dead, 1.0), ("attention/entropy/block1/attention", 0.01), ("table/attainable_share/flag", 0.25),
                ("table/attainable_rank/flag", 2)));
        Assert.Equal(
            [RuleName.DeadGate, RuleName.OneHotAttention, RuleName.LowCardinality], found.Select(alarm => alarm.Rule));
        Assert.Equal(AlarmRecord.Note, found[^1].Severity);
    }

    [Theory]
    [InlineData(0.0021, double.NaN, 1)] // what the whole model leaves
    [InlineData(0.0019, double.NaN, 0)]
    [InlineData(0.3, 0.0019, 0)] // the subject's own part stands before it: this field acts by itself
    [InlineData(0.0, 0.0021, 1)]
    [InlineData(double.NaN, double.NaN, 0)] // not measured
    public void AStructureThatCostsNothing_IsNoAlarm(double model, double own, int alarms)
    {
        (string, double)[] numbers = [
            ("table/baseline_ratio/f", 0.2), ("table/attainable_rank/f", 8), ("model/left_auc_low/model", model),
            ("table/left_auc_low/f", own)];
        Assert.Equal(alarms, AlarmJudge.Once(
            [AlarmRules.Find(RuleName.CollapsedTable)],
            Readings.Of(
                0.5, [.. numbers.Where(number => !double.IsNaN(number.Item2)), ("model/left_auc/x", 0)])).Count);
    }

    [Fact]
    public void AnAlarm_IsClearedWhenItNoLongerCosts_AndNotRaisedBeforeTheModelHasTrained()
    {
        double[] left = [0.3, 0.0051, 0.0051, 0.0049, 0.0049, 0.02];
        var heard = Readings.Judge(
            new AlarmJudge(AlarmRules.Default),
            [.. left.Select(low => Readings.Of(0.5, (Dead, 0.9), ("model/left_auc_low/model", low)))]);
        Assert.Equal(
            [(2, AlarmRecord.Raised), (4, AlarmRecord.Cleared)], heard.Select(call => (call.At, call.Alarm.State)));
    }

    [Fact]
    public void SameReadings_GiveTheSameAlarms()
    {
        ProbeReading[] readings = [
            .. Enumerable.Range(0, 12)
                .Select(i => Readings.Of(0.5, (Dead, i % 5 / 4.0), ("tokens/rms/tokens", 60 * i)))];
        var (first, second) = (
            Readings.Judge(new AlarmJudge(AlarmRules.Default), readings),
            Readings.Judge(new AlarmJudge(AlarmRules.Default), readings));
        Assert.NotEmpty(first);
        Assert.Equal(
            first.Select(call => call.Alarm with { Remedies = [] }),
            second.Select(call => call.Alarm with { Remedies = [] }));
    }

    static List<AlarmRecord> Fall(bool stalls, double noise)
    {
        var readings = Enumerable.Range(0, 9).Select(i => Readings.Of(
            stalls ? 0.5 : 0.5 - 0.01 * i,
            ("entropy_rank_ev/block1/ffn", 6 * Math.Pow(0.95, i) * (1 + noise * (i % 2 == 0 ? 1 : -1)))));
        return [.. Readings.Judge(new AlarmJudge(AlarmRules.Default), [.. readings]).Select(call => call.Alarm)];
    }

    static string CauseOf(params (string Address, double Value)[] numbers)
    {
        var reading = Readings.Of(0.5, numbers);
        return Readings.Judge(new AlarmJudge(AlarmRules.Default), reading, reading, reading)
            .Single(call => call.Alarm.Rule == RuleName.CollapsedSite).Alarm.Cause.ToString();
    }
}
