using RankElastor.Training.Optimisation.Updates;
using RankElastor.Training.Options;
using RankElastor.Training.Records;

namespace RankElastor.Tests.Training.Loop;

/// <summary>At which step a run stops, and which weights it leaves.</summary>
[Collection("torch")]
public sealed class SelectionTests
{
    /// <summary>The validation AUC rises, then falls: 13 steps an epoch, evaluated every 7 steps.</summary>
    static TrainingOptions Overfitting { get; } = TinyRun.Options with
    {
        Epochs = 30,
        EarlyStopPatience = 2,
        ReduceLearningRateOnPlateau = false,
        ProbeSample = 0,
        Optimiser = new OptimiserOptions { LearningRate = 0.05 },
    };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Train_StopsAfterThePatience_WithTheWeightsOfTheBestEvaluation(int patience)
    {
        var seen = Seen(Overfitting with { EarlyStopPatience = patience });
        var best = seen.Evaluations.Last(record => record.Improved);
        Assert.Equal(best.Monitor, seen.Evaluations.Max(record => record.Monitor));
        Assert.Equal(best.Step + 7 * patience, seen.Evaluations[^1].Step);
        Assert.Equal(seen.Evaluations[^1].Step, seen.Weights.Count); // not a step more
        Assert.Equal(seen.Weights[(int)best.Step - 1], seen.Final);
        Assert.NotEqual(seen.Weights[^1], seen.Final);
    }

    [Fact]
    public void Train_WithoutSaveBestOnly_LeavesTheWeightsOfTheLastEvaluation()
    {
        var seen = Seen(Overfitting with { SaveBestOnly = false });
        Assert.False(seen.Evaluations[^1].Improved);
        Assert.Equal(seen.Weights[^1], seen.Final);
    }

    [Fact]
    public void Train_WithEpochsLeft_StopsInTheMiddleOfAnEpoch()
    {
        var seen = Seen(Overfitting);
        Assert.NotEqual(0, seen.Weights.Count % 13);
    }

    [Fact]
    public void Train_ThatNeverStops_TakesEveryStepOfEveryEpoch()
    {
        var seen = Seen(Overfitting with { Epochs = 3, EarlyStopPatience = 100 });
        Assert.Equal(3 * 13, seen.Weights.Count);
        Assert.Equal([7, 14, 21, 28, 35], seen.Evaluations.Select(record => record.Step));
    }

    [Fact]
    public void Train_StepsByTheReducedRate_FromTheNextStepOn()
    {
        var plain = Seen(Overfitting);
        var reduced = Seen(Overfitting with { ReduceLearningRateOnPlateau = true });
        var first = (int)plain.Evaluations.First(record => !record.Improved).Step;
        Assert.Equal(plain.Weights.Take(first), reduced.Weights.Take(first));
        Assert.NotEqual(plain.Weights[first], reduced.Weights[first]);
    }

    [Fact]
    public void Train_LogsMeanLosses_OfWindowsAndBetweenEvaluations()
    {
        var seen = Seen(Overfitting with { Epochs = 3, EarlyStopPatience = 100 });
        double Mean(long from, long to) => seen.Losses[(int)from..(int)to].Average();
        Assert.All(seen.Steps, record => Assert.Equal(Mean(record.Step - 3, record.Step), record.Loss, 1e-9));
        Assert.Equal(Enumerable.Range(1, 13).Select(i => 3L * i), seen.Steps.Select(record => record.Step));
        Assert.All(
            seen.Evaluations, // also those whose steps lie in two epochs
            record => Assert.Equal(Mean(record.Step - 7, record.Step), record.TrainLoss, 1e-9));
    }

    static Observed Seen(TrainingOptions options)
    {
        var (losses, weights) = (new List<double>(), new List<byte[]>());
        using var run = new TinyRun
        {
            AtStep = (loss, bytes) =>
            {
                losses.Add(loss);
                weights.Add(bytes());
            },
        };
        var final = run.Train(options);
        var records = RunLog.Read(run.Log);
        return new(
            [.. records.OfType<EvaluationRecord>()], [.. records.OfType<StepRecord>()], losses, weights, final);
    }

    sealed record Observed(
        List<EvaluationRecord> Evaluations, List<StepRecord> Steps, List<double> Losses, List<byte[]> Weights,
        byte[] Final);
}
