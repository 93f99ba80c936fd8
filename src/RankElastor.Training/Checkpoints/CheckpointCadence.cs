using RankElastor.Training.Options;

namespace RankElastor.Training.Checkpoints;

/// <summary>When a checkpoint is due: after so many steps or seconds; writing takes at most 5 % of the time.</summary>
sealed class CheckpointCadence(TrainingOptions options, TimeProvider time)
{
    const double ShareOfTime = 0.05;
    long _written = time.GetTimestamp();
    double _pause = options.CheckpointSeconds;

    /// <summary>The step of the last checkpoint; 0 before the first.</summary>
    public long LastStep { get; private set; }

    public bool IsDue(long step) =>
        (options.CheckpointSteps > 0 && step - LastStep >= options.CheckpointSteps)
        || time.GetElapsedTime(_written).TotalSeconds >= _pause;

    public void Written(long step, double seconds)
    {
        LastStep = step;
        _written = time.GetTimestamp();
        _pause = Math.Max(options.CheckpointSeconds, seconds / ShareOfTime);
    }
}
