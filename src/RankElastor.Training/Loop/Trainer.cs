using RankElastor.Data.Files;
using RankElastor.Data.Rows;
using RankElastor.Training.Evaluation;
using RankElastor.Training.Optimisation;
using RankElastor.Training.Options;
using RankElastor.Training.Probes;
using RankElastor.Training.Records;
using RankElastor.Training.State;
using RankElastor.Training.Watch;

namespace RankElastor.Training.Loop;

/// <summary>
/// FuxiCTR's training: evaluate at each epoch's end or every so many steps, keep the best weights, lower the rate and
/// stop when nothing improves. Interrupted and resumed at any step, it ends in the same bits as without.
/// </summary>
public sealed class Trainer
{
    readonly TrainingPlan _plan;
    readonly TrainingOptions _options;
    readonly TrainingSurroundings _around;
    readonly ModelOptimiser _optimiser;
    readonly TrainingStep _step;
    readonly RunWatch _watch;
    readonly AlarmActions _actions;
    readonly PlateauRule _plateau;
    readonly EpochMeter _meter;
    readonly RunCheckpoints _checkpoints;
    readonly FuxiCtrLines _lines;

    /// <summary>Starts from the model's weights or, to resume, from the last checkpoint where there is one.</summary>
    /// <exception cref="InputException">A checkpoint that is damaged or of another run.</exception>
    public Trainer(TrainingPlan plan, TrainingSurroundings around, bool resume = false)
    {
        _plan = plan;
        _options = plan.Options;
        _around = around;
        _optimiser = new ModelOptimiser(plan.Model, _options.Optimiser, plan.Machine.Workers);
        _watch = new RunWatch(plan.Model, _options, plan.Train, plan.Valid, plan.Machine, around);
        _step = new TrainingStep(
            plan.Model, _optimiser, plan.Loss, _options.Seed, plan.Machine, plan.Remedies)
        {
            Predicted = (batch, logits) => _watch.Recent.Add(batch, logits, State!.Rows, RowsToCome()),
        };
        _actions = new AlarmActions(_options.Alarms, plan.Remedies, around.Progress);
        _lines = new FuxiCtrLines(around.Progress);
        _plateau = new PlateauRule(_options, _lines);
        _checkpoints = new RunCheckpoints(plan, _optimiser, _watch.Recent.Stored, around);
        State = resume && _checkpoints.Load() is { } saved ? Continued(saved)
            : new TrainingState { LearningRate = _options.Optimiser.LearningRate, Fingerprint = around.Fingerprint };
        _meter = new EpochMeter(State, plan, around);
    }

    /// <summary>What the run has come to.</summary>
    public TrainingState State { get; }

    /// <summary>Trains to the end; afterwards the model holds the best weights.</summary>
    /// <exception cref="RunInterruptedException"><paramref name="stop"/> was set; a checkpoint was written.</exception>
    /// <exception cref="DivergedException">A loss or gradient is not finite.</exception>
    public TrainingState Train(CancellationToken stop)
    {
        if (State.Step == 0 && _watch.IsOn) // the initial weights, too, are seen beside their loss
        {
            var (metrics, predictions, _) = Measure();
            _actions.Take(_watch.Look(State, _plan.Evaluator.LossOfFirst(metrics), predictions).Raised, State);
        }

        try
        {
            while (State.Epoch < _options.Epochs && !State.Stopped)
            {
                TrainEpoch(stop);
            }
        }
        catch (DivergedException cause)
        {
            throw _checkpoints.Explain(cause);
        }

        _lines.Finished();
        if (State.BestEpoch > 0)
        {
            _lines.BestLoaded(_checkpoints.LoadBest());
        }

        return State;
    }

    void TrainEpoch(CancellationToken stop)
    {
        _lines.EpochStarts(State);
        using var batches = _plan.Train.Epoch(State.Epoch, State.StepInEpoch).GetEnumerator();
        while (!State.Stopped && _meter.Next(batches))
        {
            TrainStep(batches.Current);
            if (State.Step % _plan.EvaluationSteps == 0)
            {
                Evaluate();
            }

            _checkpoints.SaveIfDue(State, stop);
        }

        _lines.EpochEnds(State);
        _meter.EndEpoch();
        _checkpoints.Save(State);
    }

    /// <summary>Rows that surely follow the present step before the next evaluation; epochs may end in less.</summary>
    long RowsToCome() => _plan.EvaluationSteps > _plan.StepsPerEpoch ? 0
        : (_plan.EvaluationSteps - 2 - State.Step % _plan.EvaluationSteps) * _plan.Train.BatchRows;

    void TrainStep(Batch batch)
    {
        var clock = _around.Watch();
        _optimiser.LearningRate = State.LearningRate;
        var loss = _step.Run(batch, State.Step + 1, _watch.Observer(State));
        var looking = _watch.WriteStep(State, loss);
        _meter.Count(batch, loss, clock.Spend(State, "train", less: looking));
    }

    void Evaluate()
    {
        var (trainLoss, rate) = (_meter.TakeTrainLoss(), State.LearningRate);
        _lines.TrainLoss(trainLoss);
        var (metrics, predictions, seconds) = Measure();
        _lines.Metrics(_plan.Evaluator.ByLabel(metrics));
        var seen = _watch.Look(State, _plan.Evaluator.LossOfFirst(metrics), predictions);
        var monitor = _options.Monitor.Value(metrics, seen.Reading.Numbers);
        var improved = _plateau.Improves(State, monitor, metrics);
        _actions.Take(seen.Raised, State);
        _around.Log.Write(new EvaluationRecord(
            "valid", State.PresentEpoch, State.Step, metrics, monitor, improved, trainLoss, rate, seconds));
        if (improved || !_options.SaveBestOnly)
        {
            State.Keep(metrics, SpectrumProbe.Means(seen.Reading.Sites));
            _checkpoints.SaveBest(State);
        }
    }

    (IReadOnlyDictionary<string, double> Metrics, Predictions Predictions, double Seconds) Measure()
    {
        var clock = _around.Watch();
        var metrics = _plan.Evaluator.Evaluate(_plan.Valid, out var predictions);
        return (metrics, predictions, clock.Spend(State, "evaluate"));
    }

    TrainingState Continued(TrainingState saved)
    {
        _plan.Remedies.Restore(saved.ActivatedRemedies);
        _watch.Recall();
        _watch.Recent.Count(saved.Rows);
        _lines.Resumed(saved);
        return saved;
    }
}
