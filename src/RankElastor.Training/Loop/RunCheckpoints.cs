using RankElastor.Data.Files;
using RankElastor.Training.Checkpoints;
using RankElastor.Training.Optimisation;
using RankElastor.Training.State;

namespace RankElastor.Training.Loop;

/// <summary>
/// The checkpoints of a run that goes on: written when they are due, when the user asks to stop, and at an epoch's end.
/// </summary>
sealed class RunCheckpoints(
    TrainingPlan plan, ModelOptimiser optimiser, IEnumerable<StoredArray> further, TrainingSurroundings around)
{
    readonly CheckpointStore _store = new(around.Checkpoints, plan.Model, optimiser) { Further = [.. further] };
    readonly CheckpointCadence _cadence = new(plan.Options, around.Time);

    /// <summary>
    /// Weights, moments and state of the last checkpoint, with the log cut to it; null where there is none.
    /// </summary>
    /// <exception cref="InputException">It is damaged, or of another run.</exception>
    public TrainingState? Load()
    {
        if (_store.LoadLast() is not { } saved)
        {
            return null;
        }

        if (saved.Fingerprint != around.Fingerprint)
        {
            throw InputException.At(
                _store.LastPath, "a checkpoint written with other options, data or model",
                "the options, data and model it was written with; without --resume the run starts anew");
        }

        _cadence.Written(saved.Step, 0);
        around.Log.CutAt(saved.LogBytes);
        return saved;
    }

    public void Save(TrainingState state)
    {
        var clock = around.Watch();
        around.Log.Sync(); // the checkpoint must not know more of the log than the disk does
        state.LogBytes = around.Log.Length;
        _store.SaveLast(state);
        _cadence.Written(state.Step, clock.Spend(state, "checkpoint"));
    }

    /// <summary>Saves everything if it is time, or if the user asks to stop.</summary>
    /// <exception cref="RunInterruptedException"><paramref name="stop"/> was set.</exception>
    public void SaveIfDue(TrainingState state, CancellationToken stop)
    {
        if (stop.IsCancellationRequested || _cadence.IsDue(state.Step))
        {
            Save(state);
        }

        if (stop.IsCancellationRequested)
        {
            throw new RunInterruptedException(_store.LastPath, state.Step);
        }
    }

    public void SaveBest(TrainingState state) => _store.SaveBest(state);

    /// <summary>Restores the weights that were kept, and says from where.</summary>
    public string LoadBest()
    {
        _store.LoadBest();
        return _store.BestPath;
    }

    public DivergedException Explain(DivergedException cause) =>
        cause.WithCheckpoint(_cadence.LastStep > 0 ? _store.LastPath : null, _cadence.LastStep);
}
