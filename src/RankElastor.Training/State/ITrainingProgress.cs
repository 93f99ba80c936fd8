namespace RankElastor.Training.State;

/// <summary>Where a training run talks to people.</summary>
public interface ITrainingProgress
{
    /// <summary>A line in FuxiCTR's words: <c>[Metrics] AUC: 0.805664 - logloss: 0.445767</c>.</summary>
    void Note(string line);

    /// <summary>A line that the user should not miss.</summary>
    void Warn(string line) => Note($"warning: {line}");

    /// <summary>A step is done; called after every one, so it must be quick.</summary>
    void Advance(in StepProgress progress);
}

/// <summary>How far an epoch is.</summary>
public readonly record struct StepProgress(
    int Epoch, long StepInEpoch, long StepsPerEpoch, double Loss, double SamplesPerSecond);

/// <summary>Says nothing.</summary>
public sealed class SilentProgress : ITrainingProgress
{
    /// <inheritdoc/>
    public void Note(string line) { }

    /// <inheritdoc/>
    public void Advance(in StepProgress progress) { }
}
