using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Tests.Training.Watch;
using RankElastor.Training.Alarms;
using RankElastor.Training.Probes;
using RankElastor.Training.Probes.Measures;
using RankElastor.Training.Records;

namespace RankElastor.Tests.Training.Alarms;

public sealed class AlarmRulesTests
{
    [Fact]
    public void NoRule_StandsTwiceInTheBook() => Assert.Distinct(AlarmRules.Default.Select(rule => rule.Name));

    [Fact]
    public void EveryRule_ReadsAMeasureOfTheCatalogue() => Assert.All(AlarmRules.Default, rule =>
        Assert.Contains(rule.Address.Kind, MeasureCatalogue.Default.Find(rule.Address.Measure).Kinds));

    [Fact]
    public void ARunAndOneReading_JudgeByTheSameLimits()
    {
        var reading = Readings.Of(
            0.5, ("table/baseline_ratio/item", 0.61), ("table/attainable_rank/item", 8),
            ("gate/dead_share/mlp/gate", 1),
            ("table/baseline_ratio/user", 0.2), ("table/attainable_rank/user", 8),
            ("tokens/residual_share/tokens", 0.01));
        var run = Readings.Judge(new AlarmJudge(AlarmRules.Default), reading, reading, reading)
            .Select(heard => heard.Alarm);
        var once = AlarmJudge.Once(AlarmRules.Default, reading);
        Assert.Equal(run.Select(Facts).ToHashSet(), [.. once.Select(Facts)]);
        Assert.Equal(
            [("user", 0.6)],
            once.Where(alarm => alarm.Rule == RuleName.CollapsedTable).Select(alarm => (alarm.Subject, alarm.Limit)));

        static (RuleName, string, double, double, string) Facts(AlarmRecord alarm) =>
            (alarm.Rule, alarm.Subject, alarm.Value, alarm.Limit, alarm.Text);
    }

    /// <summary>Advice names keys that the model has; without a list of keys every advice stands.</summary>
    [Theory]
    [InlineData("use_layer_norm norm_placement", "use_layer_norm", "batch_norm")]
    [InlineData("batch_norm", "batch_norm", "use_layer_norm")]
    [InlineData("embedding_dim", "learning_rate", "norm")]
    public void Advice_FitsTheModel(string keys, string named, string unnamed)
    {
        var reading = Readings.Of(
            0.5, ("gate/dead_share/mlp/gate", 1), ("gate/saturated_share/h/gate", 1), ("tokens/rms/tokens", 1000));
        var alarms = AlarmJudge.Once(AlarmRules.Default, reading, keys.Split(' ').ToHashSet());
        Assert.Equal(3, alarms.Count);
        Assert.All(alarms, alarm =>
        {
            var advice = string.Join("; ", alarm.Remedies);
            Assert.Contains(named, advice, StringComparison.Ordinal);
            Assert.DoesNotContain(unnamed, advice, StringComparison.Ordinal);
        });
        Assert.All(
            AlarmJudge.Once(AlarmRules.Default, reading),
            alarm => Assert.Equal(AlarmRules.Find(alarm.Rule).Remedies, alarm.Remedies));
    }

    /// <summary>A field of one value is told when its data is prepared; crossing it would not help.</summary>
    [Fact]
    public void AFieldOfOneValue_IsNotToBeCrossed()
    {
        static ProbeReading Field(double rank) => Readings.Of(
            0.5, ("table/attainable_share/f", 0.2), ("table/attainable_rank/f", rank));
        Assert.Empty(AlarmJudge.Once(AlarmRules.Default, Field(1)));
        Assert.Equal(RuleName.LowCardinality, Assert.Single(AlarmJudge.Once(AlarmRules.Default, Field(2))).Rule);
    }

    [Fact]
    public void AUsersLimit_HoldsForOneReadingToo()
    {
        var rules = Read("[{rule: dead-gate, limit: 0.3}, {rule: under-baseline, off: True}]");
        var reading = Readings.Of(0.5, ("gate/dead_share/mlp/gate", 0.5), ("entropy_rank_ev/tokens", 2));
        Assert.Equal(
            [(RuleName.DeadGate, 0.3)], AlarmJudge.Once(rules, reading).Select(alarm => (alarm.Rule, alarm.Limit)));
        Assert.Equal(
            [RuleName.UnderBaseline], AlarmJudge.Once(AlarmRules.Default, reading).Select(alarm => alarm.Rule));
    }

    [Fact]
    public void RulesOfReadings_AreNotJudgedInRuns_AndCannotAct()
    {
        var reading = Readings.Of(0.5, ("weight/numerical_rank_share/w", 0.5), ("entropy_rank_ev/tokens", 2));
        Assert.Equal(
            [RuleName.RankDeficientWeight, RuleName.UnderBaseline],
            AlarmJudge.Once(AlarmRules.Default, reading).Select(alarm => alarm.Rule));
        Assert.Empty(Readings.Judge(new AlarmJudge(AlarmRules.Default), reading, reading, reading, reading));
        var error = Assert.Throws<InputException>(() => Read("[{rule: under-baseline, action: stop}]"));
        Assert.Contains("under-baseline is judged by inspect", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Each limit from both sides, written down here and not read from the book.</summary>
    [Theory]
    [InlineData("gate/dead_share/mlp/gate", 0.49, 0.51)]
    [InlineData("gate/dead_share/block1/ffn/gate1", 0.79, 0.81)]
    [InlineData("gate/saturated_share/mlp/gate", 0.49, 0.51)]
    [InlineData("table/baseline_ratio/wide", 0.61, 0.59)]
    [InlineData("table/numerical_rank/wide", 2, 1)]
    [InlineData("attention/entropy/a", 0.26, 0.24)]
    [InlineData("tokens/residual_share/t", 0.051, 0.049)]
    [InlineData("batch/mean_energy/t", 0.994, 0.996)]
    [InlineData("tokens/rms/t", 99, 101)]
    [InlineData("table/attainable_share/f", 0.31, 0.29)]
    [InlineData("weight/numerical_rank_share/w", 0.96, 0.94)]
    public void EachLimit_LiesWhereItIsStated(string address, double quiet, double loud)
    {
        Assert.Empty(Found(quiet));
        Assert.Single(Found(loud));

        IReadOnlyList<AlarmRecord> Found(double value) => AlarmJudge.Once(
            AlarmRules.Default, Readings.Of(
                0.5, (address, value), ("table/attainable_rank/f", 2), ("table/attainable_rank/wide", 8)));
    }

    [Theory]
    [InlineData("attention/entropy/a", 0.9998, 0.99995, 6)]
    [InlineData("model/relative_step/model", 0.039, 0.041, 3)]
    [InlineData("model/weight_rms/model", 3.9, 4.1, 2)] // of the start, which is 1
    [InlineData("entropy_rank_ev/tokens", 0.61, 0.59, 4)] // 12 % of the baseline of 5
    public void EachLimitOfARun_LiesWhereItIsStated(string address, double quiet, double loud, int readings)
    {
        Assert.Empty(Heard(quiet));
        Assert.Single(Heard(loud));

        List<(int, AlarmRecord)> Heard(double value) => Readings.Judge(new AlarmJudge(AlarmRules.Default), [
            Readings.Of(0.5, (address, address.Contains("entropy_rank") ? value : 1)),
            .. Enumerable.Repeat(Readings.Of(0.5, (address, value)), readings)]);
    }

    [Fact]
    public void HeavyTail_NeedsALawThatFits()
    {
        Assert.Equal([RuleName.HeavyTailedWeight], Of(0.05));
        Assert.Empty(Of(0.2));

        static IEnumerable<RuleName> Of(double distance) => AlarmJudge.Once(AlarmRules.Default,
            Readings.Of(0.5, ("weight/tail_alpha/w", 1.8), ("weight/tail_ks/w", distance))).Select(alarm => alarm.Rule);
    }

    [Fact]
    public void LossWorseThanAConstant_IsFound_WhereTheRowsHaveLabels()
    {
        var bad = Readings.Of(0.7, ("model/logloss/model", 0.7));
        Assert.Empty(AlarmJudge.Once(AlarmRules.Default, bad));
        Assert.Empty(AlarmJudge.Once(AlarmRules.Default, bad with { ConstantLoss = 0.71 }));
        var alarm = Assert.Single(AlarmJudge.Once(AlarmRules.Default, bad with { ConstantLoss = 0.6 }));
        Assert.Equal(RuleName.WorseThanConstant, alarm.Rule);
        Assert.StartsWith(
            "The logloss 0.7000 of these rows is worse than 0.6000,", alarm.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void LowCardinality_IsLowByShape_WhateverTheRank()
    {
        var reading = Readings.Of(
            0.5,
            ("table/entropy_rank_ev/hour", 1.1),
            ("table/attainable_rank/hour", 2),
            ("table/attainable_share/hour", 0.2));
        Assert.Equal(
            [RuleName.LowCardinality], AlarmJudge.Once(AlarmRules.Default, reading).Select(alarm => alarm.Rule));
    }

    [Fact]
    public void ABraceInANameOfTheUsers_StaysText()
    {
        const string Gate = "gate/share_zero/tokens/a{b/gate1";
        var rules = Read($"[{{rule: 'mine {{0}}', measure: '{Gate}', above: -1, for: 1}}]");
        var alarm = Assert.Single(Readings.Judge(new AlarmJudge(rules), Readings.Of(0.5, (Gate, 0.25)))).Alarm;
        Assert.Equal(("mine {0}", "tokens/a{b/gate1"), (alarm.Rule.ToString(), alarm.Subject));
        Assert.Equal("tokens/a{b/gate1: gate/share_zero/tokens/a{b/gate1 (level) is 0.25, above -1.", alarm.Text);
    }

    [Fact]
    public void AMeasureThatIsNoAddress_IsOneClearError() => Assert.Contains(
        "measure: found 'stable_rank'; allowed: measure/site or kind/measure/subject",
        Assert.Throws<InputException>(() => Read("[{rule: mine, measure: stable_rank, above: 1}]")).Message,
        StringComparison.Ordinal);

    static IReadOnlyList<AlarmRule> Read(string alarms) =>
        AlarmRulesReader.Read(YamlFile.Parse("model_config.yaml", $"alarms: {alarms}"));
}
