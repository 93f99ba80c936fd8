using System.Text.RegularExpressions;
using RankElastor.Data.Files;
using RankElastor.Kernels.Updates;
using RankElastor.Training.Options;
using RankElastor.Training.Records;
using RankElastor.Training.State;

namespace RankElastor.Tests.Training.Loop;

[Collection("torch")]
public sealed class TrainerTests
{
    [Fact]
    public void Train_Twice_GivesTheSameBits()
    {
        using var first = new TinyRun();
        using var second = new TinyRun();
        Assert.Equal(first.Train(TinyRun.Options), second.Train(TinyRun.Options));
        Assert.Equal(WithoutTimes(first), WithoutTimes(second));
    }

    [Fact]
    public void Train_WithAndWithoutProbe_GivesTheSameBits()
    {
        using var with = new TinyRun();
        using var without = new TinyRun();
        Assert.Equal(with.Train(TinyRun.Options), without.Train(TinyRun.Options with { ProbeSample = 0 }));
        Assert.Contains(
            RunLog.Read(with.Log),
            record => record is ProbeRecord { Epoch: 0, Site: "embedding", Rows: 4, Columns: 5 });
        Assert.DoesNotContain(RunLog.Read(without.Log), record => record is ProbeRecord);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, 8)]
    [InlineData(5, 100)]
    public void Train_WithProbesOfTheTrainingPass_GivesTheSameBits(int every, int rows)
    {
        using var with = new TinyRun();
        using var without = new TinyRun();
        var options = TinyRun.Options with { ProbeEvery = every, ProbeRows = rows };
        Assert.Equal(without.Train(TinyRun.Options with { ProbeSample = 0 }), with.Train(options));
        var probes = RunLog.Read(with.Log).OfType<StepProbeRecord>().ToList();
        Assert.Equal(
            Enumerable.Range(1, 39).Where(step => step % every == 0).Select(step => (long)step),
            probes.Select(probe => probe.Step));
        Assert.All(probes, probe => Assert.Equal(
            ("embedding", 4, 5, Math.Min(rows == 0 ? 32 : rows, probe.Step % 13 == 0 ? 5 : 32)),
            (probe.Site, probe.Rows, probe.Columns, probe.Sample)));
        Assert.All(probes, probe => Assert.InRange(probe.Measures["entropy_rank_sv"].Median, 1, 4));
        Assert.All(probes, probe => Assert.Null(probe.Measures["stable_rank"].Values));
        Assert.DoesNotContain(RunLog.Read(without.Log), record => record is StepProbeRecord);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(13)]
    [InlineData(14)]
    public void Train_InterruptedAgainAndAgain_EndsInTheSameBitsAndTheSameLog(int steps)
    {
        using var straight = new TinyRun();
        using var interrupted = new TinyRun();
        var expected = straight.Train(TinyRun.Options);
        byte[]? actual = null;
        for (var resume = false; actual is null; resume = true)
        {
            try
            {
                actual = interrupted.Train(TinyRun.Options, resume, stopAfter: steps);
            }
            catch (RunInterruptedException cause)
            {
                Assert.True(File.Exists(Path.Combine(interrupted.Checkpoints, "last.ckpt")), cause.Message);
            }
        }

        Assert.Equal(expected, actual);
        Assert.Equal(WithoutTimes(straight), WithoutTimes(interrupted));
    }

    [Theory]
    [InlineData("adamw")]
    [InlineData("nadam")]
    [InlineData("radam")]
    [InlineData("adamax")]
    [InlineData("adadelta")]
    [InlineData("rmsprop")]
    public void Train_InterruptedWithAnyOptimiser_EndsInTheSameBits(string word)
    {
        var kind = OptimiserKind.All.Single(found => found.Word == word);
        var options = TinyRun.Options with { Optimiser = TinyRun.Options.Optimiser with { Kind = kind } };
        using var straight = new TinyRun();
        using var interrupted = new TinyRun();
        Assert.Throws<RunInterruptedException>(() => interrupted.Train(options, stopAfter: 11));
        Assert.Equal(straight.Train(options), interrupted.Train(options, resume: true));
    }

    [Fact]
    public void Train_KilledBetweenCheckpoints_RepeatsTheLostStepsOnly()
    {
        using var straight = new TinyRun();
        using var killed = new TinyRun();
        var expected = straight.Train(TinyRun.Options);
        Assert.Throws<RunInterruptedException>(() => killed.Train(TinyRun.Options, stopAfter: 10));
        var checkpoint = File.ReadAllBytes(Path.Combine(killed.Checkpoints, "last.ckpt"));
        Assert.Throws<RunInterruptedException>(() => killed.Train(TinyRun.Options, resume: true, stopAfter: 9));
        // as if the second part had never been saved
        File.WriteAllBytes(Path.Combine(killed.Checkpoints, "last.ckpt"), checkpoint);
        Assert.Equal(expected, killed.Train(TinyRun.Options, resume: true));
        Assert.Equal(WithoutTimes(straight), WithoutTimes(killed));
    }

    [Fact]
    public void Resume_WithoutCheckpoint_StartsFromScratch()
    {
        using var straight = new TinyRun();
        using var resumed = new TinyRun();
        Assert.Equal(straight.Train(TinyRun.Options), resumed.Train(TinyRun.Options, resume: true));
    }

    [Fact]
    public void Resume_FromDamagedOrForeignCheckpoint_IsOneClearError()
    {
        using var run = new TinyRun();
        Assert.Throws<RunInterruptedException>(() => run.Train(TinyRun.Options, stopAfter: 4));
        Assert.Contains(
            "other options",
            Assert.Throws<InputException>(() => run.Train(TinyRun.Options, resume: true, fingerprint: "b")).Message);
        var path = Path.Combine(run.Checkpoints, "last.ckpt");
        var good = File.ReadAllBytes(path);
        foreach (var at in (int[])[3, 40, good.Length / 2, good.Length - 5])
        {
            var bad = (byte[])good.Clone();
            bad[at] ^= 4;
            File.WriteAllBytes(path, bad);
            Assert.Throws<InputException>(() => run.Train(TinyRun.Options, resume: true));
        }

        File.WriteAllBytes(path, good[..(good.Length / 2)]);
        Assert.Contains(
            "cut off", Assert.Throws<InputException>(() => run.Train(TinyRun.Options, resume: true)).Message);
    }

    [Fact]
    public void Train_FollowsFuxiCtrsSchedule()
    {
        using var run = new TinyRun();
        run.Train(TinyRun.Options with { Epochs = 30, EarlyStopPatience = 2, EvaluationSteps = null });
        var evaluations = RunLog.Read(run.Log).OfType<EvaluationRecord>().ToList();
        Assert.Equal([false, false], evaluations[^2..].Select(record => record.Improved));
        Assert.True(evaluations.Count < 30);
        for (var i = 1; i < evaluations.Count; i++)
        {
            var best = evaluations[..i].Max(record => record.Monitor);
            Assert.Equal(evaluations[i].Monitor >= best + 1e-6, evaluations[i].Improved);
            var previous = evaluations[i - 1];
            Assert.Equal(
                previous.Improved ? previous.LearningRate : Math.Max(previous.LearningRate * 0.1, 1e-6),
                evaluations[i].LearningRate);
        }

        Assert.Contains("Training finished.", run.Heard.Lines);
        Assert.Contains(
            run.Heard.Lines,
            line => line.StartsWith("Reduce learning rate on plateau: 0.002000", StringComparison.Ordinal));
        Assert.Contains(
            run.Heard.Lines, line => Regex.IsMatch(line, @"^\[Metrics\] AUC: 0\.\d{6} - logloss: 0\.\d{6}$"));
        Assert.Contains(run.Heard.Lines, line => Regex.IsMatch(line, @"^Monitor\(max\)=0\.\d{6} STOP!$"));
    }

    [Fact]
    public void Train_LearnsThePlantedLabel()
    {
        using var run = new TinyRun();
        run.Train(TinyRun.Options);
        Assert.True(RunLog.Read(run.Log).OfType<EvaluationRecord>().Max(record => record.Metrics["AUC"]) > 0.65);
    }

    [Fact]
    public void Train_OnDivergence_NamesStepAndCheckpoint()
    {
        using var run = new TinyRun();
        var options = TinyRun.Options with
        {
            CheckpointSteps = 1,
            Optimiser = TinyRun.Options.Optimiser with
            {
                LearningRate = 1e30,
                MaxGradientNorm = double.PositiveInfinity,
            },
        };
        var cause = Assert.Throws<DivergedException>(() => run.Train(options));
        Assert.Matches(
            @"is (NaN|∞|Infinity|-?\d.*) at step \d+; last good checkpoint: .*last\.ckpt \(step \d+\)", cause.Message);
    }

    [Fact]
    public void Train_LastBatchOfOneRowWithBatchNorm_IsAnInputError()
    {
        using var run = new TinyRun();
        Assert.Contains(
            "batch_size",
            Assert.Throws<InputException>(() => run.Train(TinyRun.Options with { BatchSize = 4 })).Message);
    }

    [Fact]
    public void LossForms_AgreeAwayFromSaturation()
    {
        using var logit = new TinyRun();
        using var probability = new TinyRun();
        var options = TinyRun.Options with { Epochs = 1 };
        logit.Train(options);
        probability.Train(options with { LossForm = LossForm.Probability });
        var (left, right) = (Losses(logit), Losses(probability));
        Assert.All(left.Zip(right), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }

    static List<double> Losses(TinyRun run) =>
        [.. RunLog.Read(run.Log).OfType<StepRecord>().Select(record => record.Loss)];

    static string WithoutTimes(TinyRun run) =>
        Regex.Replace(File.ReadAllText(run.Log), "\"(seconds|samples_per_second)\":[^,}]*", "");
}
