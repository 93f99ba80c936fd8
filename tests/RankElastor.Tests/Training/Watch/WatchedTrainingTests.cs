using RankElastor.Data.Files;
using RankElastor.Training.Alarms;
using RankElastor.Training.Options;
using RankElastor.Training.Records;
using RankElastor.Training.Remedies;
using RankElastor.Training.State;

namespace RankElastor.Tests.Training.Watch;

[Collection("torch")]
public sealed class WatchedTrainingTests
{
    /// <summary>Holds at every evaluation from the first on.</summary>
    static readonly AlarmRule _always = new()
    {
        Name = RuleName.Parse("always"),
        Address = Address.Parse("stable_rank/embedding"),
        Above = true,
        Limit = 0,
        Cause = Cause.Parse("none"),
        Text = at => $"{at.Subject} has {at.Quantity}.",
    };

    [Fact]
    public void Watching_WithoutActions_GivesTheSameBits()
    {
        using var plain = new TinyRun();
        using var watched = new TinyRun();
        Assert.Equal(
            plain.Train(TinyRun.Options with { ProbeSample = 0, Alarms = [] }),
            watched.Train(TinyRun.Options with { Alarms = [_always] }));
        var alarm = Assert.Single(Alarms(watched));
        Assert.Equal(
            (1, 7L, "always", "embedding", "warn"),
            (alarm.Epoch, alarm.Step, alarm.Rule.ToString(), alarm.Subject, alarm.Action));
        Assert.Contains(
            watched.Heard.Lines, line => line.StartsWith("ALARM: always at embedding.", StringComparison.Ordinal));
    }

    [Fact]
    public void Stop_EndsTheTrainingAtTheAlarm()
    {
        using var run = new TinyRun();
        run.Train(TinyRun.Options with { Alarms = [_always with { Action = AlarmAction.Stop, For = 4 }] });
        var alarm = Assert.Single(Alarms(run));
        Assert.Equal((21L, "stop"), (alarm.Step, alarm.Action));
        Assert.Equal(21, RunLog.Read(run.Log).OfType<EvaluationRecord>().Last().Step);
    }

    [Fact]
    public void ReduceLearningRate_DividesItByTenFromThereOn()
    {
        using var run = new TinyRun();
        run.Train(
            TinyRun.Options with
            {
                ReduceLearningRateOnPlateau = false,
                Alarms = [_always with { Action = AlarmAction.ReduceLearningRate, For = 3 }],
            });
        var rates = RunLog.Read(run.Log).OfType<EvaluationRecord>().Select(record => (record.Step, record.LearningRate))
            .ToList();
        Assert.Equal(
            [(7, 0.02), (14, 0.02), (21, 0.002), (28, 0.002), (35, 0.002)],
            rates.Select(record => ((int)record.Step, Math.Round(record.LearningRate, 9))));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(8)]
    public void Resumed_WatchesOnAsIfNeverInterrupted(int steps)
    {
        var options = TinyRun.Options with
        {
            ReduceLearningRateOnPlateau = false,
            Alarms = [_always with { Action = AlarmAction.ReduceLearningRate, For = 4 }],
        };
        using var straight = new TinyRun();
        using var interrupted = new TinyRun();
        var expected = straight.Train(options);
        byte[]? actual = null;
        for (var resume = false; actual is null; resume = true)
        {
            try
            {
                actual = interrupted.Train(options, resume, stopAfter: steps);
            }
            catch (RunInterruptedException)
            {
            }
        }

        Assert.Equal(expected, actual);
        Assert.Equal(Alarms(straight).Select(record => record.Step), Alarms(interrupted).Select(record => record.Step));
        Assert.Equal(Left(straight), Left(interrupted)); // judged by the same rows of training
    }

    static List<double> Left(TinyRun run) =>
    [
        .. RunLog.Read(run.Log).OfType<HealthRecord>().Where(record => record.Measures.ContainsKey("left_auc"))
            .Select(record => record.Measures["left_auc"]),
    ];

    [Fact]
    public void Regularise_SwitchesTheWaitingRemedyOn_AlsoAcrossAnInterruption()
    {
        var rule = _always with { Action = AlarmAction.Regularise, Remedy = "vicreg_covariance", For = 3 };
        var options = TinyRun.Options with
        {
            Alarms = [rule],
            Remedies = [new RemedyOptions { Name = "vicreg_covariance", Weight = 10, IsDormant = true }],
        };
        using var without = new TinyRun();
        using var with = new TinyRun();
        using var interrupted = new TinyRun();
        var expected = with.Train(options);
        Assert.NotEqual(without.Train(TinyRun.Options with { Alarms = [] }), expected);
        Assert.Contains(
            with.Heard.Lines,
            line => line.StartsWith(
                "Remedy vicreg_covariance is part of the loss from step 15 on", StringComparison.Ordinal));
        Assert.Equal(
            Losses(without).TakeWhile(record => record.Step <= 14),
            Losses(with).TakeWhile(record => record.Step <= 14));
        Assert.Throws<RunInterruptedException>(() => interrupted.Train(options, stopAfter: 25));
        Assert.Equal(expected, interrupted.Train(options, resume: true));
    }

    [Fact]
    public void Regularise_WithoutAWaitingRemedy_IsOneClearError()
    {
        using var run = new TinyRun();
        var options = TinyRun.Options with
        {
            Alarms = [_always with { Action = AlarmAction.Regularise, Remedy = "vicreg_covariance" }],
        };
        Assert.Contains(
            "start: alarm", Assert.Throws<InputException>(() => run.Train(options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Monitor_MayCombineMetricAndRank()
    {
        using var run = new TinyRun();
        run.Train(
            TinyRun.Options with
            {
                Monitor = new MonitorOptions { Terms = [new("AUC", 1), new("stable_rank/embedding", 0.001)] },
            });
        var records = RunLog.Read(run.Log);
        var ranks = records.OfType<ProbeRecord>()
            .ToLookup(record => record.Step, record => record.Measures["stable_rank"].Mean);
        Assert.All(
            records.OfType<EvaluationRecord>(),
            record => Assert.Equal(record.Metrics["AUC"] + 0.001 * ranks[record.Step].Single(), record.Monitor, 12));
    }

    [Theory]
    [InlineData("stable_rnk/embedding", "did you mean 'stable_rank'")]
    [InlineData("stable_rank/tokens", "site of embedding")]
    [InlineData("weight/stable_rank/first.weight", "probe_budget")]
    [InlineData("batch/stable_rnk/embedding", "did you mean 'batch/stable_rank/embedding'")]
    public void Monitor_OfAnUnknownNumber_IsOneClearError(string address, string expected)
    {
        using var run = new TinyRun();
        var options = TinyRun.Options with
        {
            Monitor = new MonitorOptions { Terms = [new("AUC", 1), new(address, 0.001)] },
        };
        Assert.Contains(
            expected, Assert.Throws<InputException>(() => run.Train(options)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "probe_sample",
            Assert.Throws<InputException>(() => run.Train(options with { ProbeSample = 0 })).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void RuleThatFindsNothingToJudge_IsOneClearError()
    {
        using var run = new TinyRun();
        var options = TinyRun.Options with
        {
            Alarms = [_always with { Address = Address.Parse("gate/dead_shar/hidden") }],
        };
        Assert.Contains(
            "gate/dead_shar/hidden",
            Assert.Throws<InputException>(() => run.Train(options)).Message,
            StringComparison.Ordinal);
    }

    static IEnumerable<(long Step, double Loss)> Losses(TinyRun run) =>
        RunLog.Read(run.Log).OfType<StepRecord>().Select(record => (record.Step, record.Loss));

    static IEnumerable<AlarmRecord> Alarms(TinyRun run) => RunLog.Read(run.Log).OfType<AlarmRecord>();
}
