using RankElastor.Numerics.Threads;
using RankElastor.Training.Loop;
using RankElastor.Training.Probes;
using RankElastor.Training.Records;
using RankElastor.Training.State;

namespace RankElastor.Tests.Training.Probes;

[Collection("torch")]
public sealed class ProbeBudgetTests
{
    [Theory]
    [InlineData(0.05)]
    [InlineData(0.2)]
    public void BookedProbes_StayUnderTheShareOfTraining(double share)
    {
        var (state, records) = Train(share);
        var steps = records.OfType<StepProbeRecord>().Select(record => record.Step).Distinct().Count();
        // the last probe may cost more than was expected
        Assert.InRange(state.Costs["probe"], 0, share * state.Costs["train"] + 2 * TickingClock.Tick);
        Assert.InRange(steps, 3, (int)state.Step / 2);
    }

    [Fact]
    public void WithoutALimit_EveryStepIsProbed()
    {
        var (state, records) = Train(double.PositiveInfinity);
        Assert.Equal(state.Step, records.OfType<StepProbeRecord>().Select(record => record.Step).Distinct().Count());
        Assert.True(state.Costs["probe"] > 0.2 * state.Costs["train"]);
    }

    [Fact]
    public void Rows_FollowWhatARowHasCost()
    {
        var budget = new ProbeBudget(0.01);
        var state = new TrainingState();
        Assert.Equal(0, budget.Rows(state));
        state.Spend("train", 1);
        Assert.Equal(16, budget.Rows(state));
        budget.Spent(16, 0.0016);
        state.Spend("probe", 0.0016);
        Assert.Equal(84, budget.Rows(state), 1.0);
        Assert.True(budget.Allows(state, 0.008));
        Assert.False(budget.Allows(state, 0.009));
        state.Spend("probe", 0.0080);
        Assert.Equal(0, budget.Rows(state));
    }

    [Fact]
    public void Histogram_CountsRowsBetweenOneAndTheLargestRank()
    {
        var counts = RankHistogram.Of([0, 1, 1.9f, 2.5f, 24.5f, 25, 26, float.NaN], 25);
        Assert.Equal(24, counts.Length);
        Assert.Equal((3, 1, 3, 7), (counts[0], counts[1], counts[23], counts.Sum()));
        Assert.Equal(2, RankHistogram.Of([1, 1], 1)[0]);
    }

    static (TrainingState State, IReadOnlyList<RunRecord> Records) Train(double share)
    {
        var folder = Directory.CreateTempSubdirectory("rankelastor-").FullName;
        try
        {
            using var log = new RunLog(Path.Combine(folder, "log.jsonl"), append: false);
            using var model = new TinyModel(TinyModel.Fields, 11);
            var options = TinyRun.Options with
            {
                ProbeBudget = share,
                ProbeEvery = 1,
                EvaluationSteps = null,
                Epochs = 20,
                EarlyStopPatience = 100,
                ProbeRows = 0,
            };
            var train = new MemorySource(TinyData.Rows(32 * 40, 1), options.BatchSize, 5);
            var valid = new MemorySource(TinyData.Rows(64, 2), 64, 5);
            var plan = new TrainingPlan(model, options, train, valid, Machine.Sequential);
            var trainer = new Trainer(plan, new TrainingSurroundings
            {
                Log = log,
                Checkpoints = new CheckpointFolder(Path.Combine(folder, "checkpoints")),
                Time = new TickingClock(),
            });
            trainer.Train(CancellationToken.None);
            log.Dispose();
            return (trainer.State, RunLog.Read(Path.Combine(folder, "log.jsonl")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A clock on which every look costs a millisecond.</summary>
    sealed class TickingClock : TimeProvider
    {
        public const double Tick = 1e-3;
        long _now;

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => ++_now;
    }
}
