using RankElastor.Numerics.Threads;
using RankElastor.Training.Evaluation;
using RankElastor.Training.Loop;
using RankElastor.Training.Optimisation;
using RankElastor.Training.Records;
using RankElastor.Training.State;
using RankElastor.Training.Watch;

namespace RankElastor.Tests.Training.Watch;

[Collection("torch")]
public sealed class RunWatchTests
{
    [Fact]
    public void ProbesOfStepsAndOfWeights_ShareOneBudget()
    {
        var options = TinyRun.Options with { ProbeEvery = 1, ProbeBudget = 0.5 };
        var (state, log) = (new TrainingState { LearningRate = 0.02 }, new MemoryLog());
        using var model = new TinyModel(TinyModel.Fields, 11);
        var valid = new MemorySource(TinyData.Rows(64, 2), 64, 5);
        var around = new TrainingSurroundings { Log = log, Checkpoints = new MemoryCheckpoints() };
        var watch = new RunWatch(model, options, valid, valid, Machine.Sequential, around);
        var predictions = new Evaluator(model, [Metric.Logloss], null).Predict(valid);
        Assert.Null(watch.Observer(state)); // nothing has been trained, so that nothing may be spent
        state.Spend("train", 1000);
        var optimiser = new ModelOptimiser(model, options.Optimiser, Workers.Sequential);
        var step = new TrainingStep(model, optimiser, options.LossForm, 1, Machine.Sequential);
        var loss = step.Run(TinyData.Rows(32, 1), 1, watch.Observer(state));
        Assert.Equal(watch.WriteStep(state, loss), state.Costs["probe"], 1e-12);
        state.Step = 1;
        watch.Look(state, 0.5, predictions);
        state.Spend("probe", 500);
        watch.Look(state, 0.5, predictions);
        Assert.Null(watch.Observer(state));
        Assert.Equal(16, Assert.Single(log.Read().OfType<StepProbeRecord>()).Sample);
        var health = log.Read().OfType<HealthRecord>().ToLookup(record => record.Kind, record => record.Subject);
        Assert.Equal(["embedding", "embedding"], health[SubjectKind.Batch]);
        Assert.Equal(["first.weight"], health[SubjectKind.Weight]); // of the first look only
    }
}
