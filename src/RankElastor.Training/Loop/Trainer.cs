using RankElastor.Data.Files;
using RankElastor.Data.Rows;
using RankElastor.Model;
using RankElastor.Training.Checkpoints;
using RankElastor.Training.Evaluation;
using RankElastor.Training.Optimisation;
using RankElastor.Training.Options;
using RankElastor.Training.Probes;
using RankElastor.Training.Records;
using RankElastor.Training.Remedies;
using RankElastor.Training.State;
using RankElastor.Training.Watch;

namespace RankElastor.Training.Loop;

/// <summary>
/// FuxiCTR's training: evaluate at the end of each epoch (or every so many steps), keep the best weights, lower the rate and in the end
/// stop when nothing improves. Interrupted and resumed at any step, it ends in the same bits as without.
/// </summary>
public sealed class Trainer
{
    readonly TrainingOptions _options;
    readonly TrainingSurroundings _around;
    readonly ModelOptimiser _optimiser;
    readonly TrainingStep _step;
    readonly RemedySet _remedies;
    readonly Evaluator _evaluator;
    readonly RunWatch _watch;
    readonly AlarmActions _actions;
    readonly CheckpointStore _checkpoints;
    readonly CheckpointCadence _cadence;
    readonly long _stepsPerEpoch;
    TrainingState _state;

    /// <summary>Prepares a run from the model's present weights, or from the last checkpoint where <paramref name="resume"/> finds one.</summary>
    /// <exception cref="InputException">Options that do not fit the data, or a checkpoint that is damaged or of another run.</exception>
    public Trainer(RankingModel model, TrainingOptions options, TrainingSurroundings around, bool resume = false)
    {
        (_options, _around) = (options, around);
        _stepsPerEpoch = (around.Train.Rows + around.Train.BatchRows - 1) / around.Train.BatchRows;
        Check(model, options, around.Train);
        _optimiser = new ModelOptimiser(model, options.Optimiser, around.Workers);
        _remedies = new RemedySet(model, options.Remedies);
        _step = new TrainingStep(model, _optimiser, options.LossForm, options.Seed, around.Workers) { Remedies = _remedies };
        _evaluator = new Evaluator(model, options.Metrics, options.GroupId, around.Workers);
        _watch = new RunWatch(model, options, around);
        _actions = new AlarmActions(options.Alarms, _remedies, around.Progress);
        _checkpoints = new CheckpointStore(around.Checkpoints, model, _optimiser);
        _cadence = new CheckpointCadence(options, around.Time);
        _state = new TrainingState { LearningRate = options.Optimiser.LearningRate, Fingerprint = around.Fingerprint };
        if (resume)
        {
            Resume();
        }
    }

    /// <summary>Checks that options, model and data fit each other, before anything is written.</summary>
    /// <exception cref="InputException">They do not: the key, what was found and what is allowed.</exception>
    public static void Check(RankingModel model, TrainingOptions options, IBatchSource train)
    {
        _ = new Evaluator(model, options.Metrics, options.GroupId);
        _ = new RemedySet(model, options.Remedies);
        if (train.Rows == 0)
        {
            throw new InputException("the training split holds no rows");
        }

        WatchCheck.Check(model, options);
        if (train.Rows % train.BatchRows == 1 && model.Parameters.Buffers.Any(one => one.Name.EndsWith("running_var", StringComparison.Ordinal)))
        {
            throw InputException.At(
                "batch_size", $"{train.BatchRows}, which leaves a last batch of 1 of {train.Rows} rows",
                "a size that leaves more, because batch normalisation needs at least 2 rows");
        }
    }

    /// <summary>What the run has come to.</summary>
    public TrainingState State => _state;

    /// <summary>Trains to the end; afterwards the model holds the best weights.</summary>
    /// <exception cref="RunInterruptedException"><paramref name="stop"/> was set; the step under way was finished and a checkpoint written.</exception>
    /// <exception cref="DivergedException">A loss or gradient is not finite.</exception>
    public TrainingState Train(CancellationToken stop)
    {
        if (_state.Step == 0)
        {
            _actions.Take(_watch.Look(_state, InitialLogloss()).Raised, _state);
        }

        while (_state.Epoch < _options.Epochs && !_state.Stopped)
        {
            TrainEpoch(stop);
        }

        _around.Progress.Note("Training finished.");
        if (_state.BestEpoch > 0)
        {
            _around.Progress.Note($"Load best model: {_checkpoints.BestPath}");
            _checkpoints.LoadBest();
        }

        return _state;
    }

    void TrainEpoch(CancellationToken stop)
    {
        _around.Progress.Note($"************ Epoch={_state.PresentEpoch} start ************");
        foreach (var batch in TimedBatches.Of(Batches(), _around, _state))
        {
            TrainStep(batch);
            if (_state.Step % (_options.EvaluationSteps ?? _stepsPerEpoch) == 0)
            {
                Evaluate();
            }

            CheckpointIfDue(stop);
            if (_state.Stopped)
            {
                break;
            }
        }

        EndEpoch();
    }

    IEnumerable<Batch> Batches() => _state.Stopped ? []
        : _options.Shuffle ? _around.Train.Epoch(_state.Epoch, _state.StepInEpoch)
        : _around.Train.Sequential().Skip((int)_state.StepInEpoch);

    void TrainStep(Batch batch)
    {
        var watch = _around.Watch();
        var loss = RunStep(batch);
        var probing = _watch.WriteStep(_state, loss);
        _state.Step++;
        _state.StepInEpoch++;
        _state.LossSum += loss;
        _state.WindowLossSum += loss;
        _state.WindowSteps++;
        _state.EpochRows += batch.Rows;
        _state.EpochSeconds += watch.Spend(_state, "train", less: probing);
        var rate = _state.EpochRows / Math.Max(_state.EpochSeconds, 1e-9);
        _around.Progress.Advance(new StepProgress(_state.PresentEpoch, _state.StepInEpoch, _stepsPerEpoch, loss, rate));
        if (_state.Step % _options.LogSteps == 0)
        {
            var mean = _state.WindowLossSum / _state.WindowSteps;
            _around.Log.Write(new StepRecord(_state.PresentEpoch, _state.Step, mean, _state.LearningRate, rate));
            (_state.WindowLossSum, _state.WindowSteps) = (0, 0);
        }
    }

    double RunStep(Batch batch)
    {
        try
        {
            _optimiser.LearningRate = _state.LearningRate;
            return _step.Run(batch, _state.Step + 1, _watch.Observer(_state));
        }
        catch (DivergedException cause)
        {
            throw cause.WithCheckpoint(_cadence.LastStep > 0 ? _checkpoints.LastPath : null, _cadence.LastStep);
        }
    }

    void Evaluate()
    {
        var trainLoss = _state.LossSum / (_options.EvaluationSteps ?? _stepsPerEpoch);
        _state.LossSum = 0;
        _around.Progress.Note(FuxiCtrLines.TrainLoss(trainLoss));
        var watch = _around.Watch();
        var metrics = _evaluator.Evaluate(_around.Valid);
        var seconds = watch.Spend(_state, "evaluate");
        _around.Progress.Note(FuxiCtrLines.Metrics(metrics));
        var rate = _state.LearningRate;
        var seen = _watch.Look(_state, metrics.TryGetValue("logloss", out var logloss) ? logloss : double.NaN);
        var monitor = _options.Monitor.Value(metrics, seen.Reading.Numbers);
        var improved = Judge(monitor, metrics);
        _actions.Take(seen.Raised, _state);
        _around.Log.Write(new EvaluationRecord("valid", _state.PresentEpoch, _state.Step, metrics, monitor, improved, trainLoss, rate, seconds));
        if (improved || !_options.SaveBestOnly)
        {
            (_state.BestEpoch, _state.BestMetrics, _state.BestSpectra) = (_state.PresentEpoch, new(metrics), SpectrumProbe.Means(seen.Reading.Sites));
            _checkpoints.SaveBest(_state);
        }
    }

    bool Judge(double monitor, IReadOnlyDictionary<string, double> metrics)
    {
        if (!double.IsFinite(monitor))
        {
            var culprit = metrics.First(metric => !double.IsFinite(metric.Value)).Key;
            throw new InputException($"validation split: {culprit} is undefined (one class only?), so it cannot be monitored");
        }

        if (_options.Monitor.Improves(monitor, _state.Best))
        {
            (_state.Best, _state.Stopping) = (monitor, 0);
            _around.Progress.Note(FuxiCtrLines.SaveBest(_options.Monitor.Mode, monitor));
            return true;
        }

        _state.Stopping++;
        _around.Progress.Note(FuxiCtrLines.Stop(_options.Monitor.Mode, monitor));
        if (_options.ReduceLearningRateOnPlateau)
        {
            _state.LearningRate = Math.Max(_state.LearningRate * 0.1, 1e-6);
            _around.Progress.Note(FuxiCtrLines.Plateau(_state.LearningRate));
        }

        if (_state.Stopping >= _options.EarlyStopPatience)
        {
            _state.Stopped = true;
            _around.Progress.Note($"********* Epoch={_state.PresentEpoch} early stop *********");
        }

        return false;
    }

    /// <summary>Log loss of the initial weights on the validation split, so that the first probe, too, stands beside a loss.</summary>
    double InitialLogloss()
    {
        if (!_watch.IsOn)
        {
            return double.NaN;
        }

        var watch = _around.Watch();
        var metrics = _evaluator.Evaluate(_around.Valid);
        watch.Spend(_state, "evaluate");
        return metrics.TryGetValue("logloss", out var logloss) ? logloss : double.NaN;
    }

    void EndEpoch()
    {
        if (!_state.Stopped)
        {
            _around.Progress.Note($"************ Epoch={_state.PresentEpoch} end ************");
        }

        _state.EpochRates.Add(_state.EpochRows / Math.Max(_state.EpochSeconds, 1e-9));
        _state.Epoch++;
        (_state.StepInEpoch, _state.LossSum, _state.EpochRows, _state.EpochSeconds) = (0, 0, 0, 0);
        Checkpoint();
    }

    void CheckpointIfDue(CancellationToken stop)
    {
        if (stop.IsCancellationRequested)
        {
            Checkpoint();
            throw new RunInterruptedException(_checkpoints.LastPath, _state.Step);
        }

        if (_cadence.IsDue(_state.Step))
        {
            Checkpoint();
        }
    }

    void Checkpoint()
    {
        var watch = _around.Watch();
        _state.LogBytes = _around.Log.Length;
        _checkpoints.SaveLast(_state);
        _cadence.Written(_state.Step, watch.Spend(_state, "checkpoint"));
    }

    void Resume()
    {
        if (_checkpoints.LoadLast() is { } saved)
        {
            _state = saved.Fingerprint == _around.Fingerprint
                ? saved
                : throw InputException.At(_checkpoints.LastPath, "a checkpoint written with other options, data or model",
                    "the options, data and model it was written with; without --resume the run starts anew");
            _remedies.Restore(_state.ActivatedRemedies);
            _cadence.Written(_state.Step, 0);
            _around.Log.CutAt(_state.LogBytes);
            _watch.Recall();
            _around.Progress.Note($"Resumed after step {_state.Step} (epoch {_state.PresentEpoch}).");
        }
    }
}
