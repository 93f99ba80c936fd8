using RankElastor.Training.Records;

namespace RankElastor.Training.State;

/// <summary>
/// Where a training run leaves what it finds: a log, a place for checkpoints, a listener; and its clock.
/// </summary>
public sealed record TrainingSurroundings
{
    /// <summary>Records go here; to memory unless something else is said.</summary>
    public IRunLog Log { get; init; } = new MemoryLog();

    /// <summary>Where <c>last</c> and <c>best</c> are kept; in memory unless something else is said.</summary>
    public ICheckpointPlace Checkpoints { get; init; } = new MemoryCheckpoints();

    /// <summary>What must be equal for a checkpoint to be continued: options, data, model.</summary>
    public string Fingerprint { get; init; } = "";

    /// <summary>Hears lines and steps.</summary>
    public ITrainingProgress Progress { get; init; } = new SilentProgress();

    /// <summary>The clock of all durations.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Starts a stopwatch.</summary>
    internal Stopwatch Watch() => new(Time, Time.GetTimestamp());

    /// <summary>A running stopwatch that books its seconds to a phase.</summary>
    internal readonly record struct Stopwatch(TimeProvider Time, long Start)
    {
        /// <summary>Books the time since the start, less what another stopwatch has booked of it.</summary>
        public double Spend(TrainingState state, string phase, double less = 0)
        {
            var seconds = Math.Max(0, Time.GetElapsedTime(Start).TotalSeconds - less);
            state.Spend(phase, seconds);
            return seconds;
        }
    }
}
