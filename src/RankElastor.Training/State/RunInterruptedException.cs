namespace RankElastor.Training.State;

/// <summary>The user asked to stop; the step was finished and a checkpoint written.</summary>
sealed class RunInterruptedException(string checkpoint, long step)
    : OperationCanceledException(
        $"interrupted after step {step}; checkpoint {checkpoint} written; the same command with --resume continues")
{
    public long Step { get; } = step;
}
