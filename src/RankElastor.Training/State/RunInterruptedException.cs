namespace RankElastor.Training.State;

/// <summary>The user asked to stop; the step was finished and a checkpoint written.</summary>
/// <param name="checkpoint">The checkpoint's file.</param>
/// <param name="step">The last step.</param>
/// <param name="command">What continues.</param>
sealed class RunInterruptedException(
    string checkpoint, long step, string command = "the same command with --resume")
    : OperationCanceledException(
        $"interrupted after step {step}; checkpoint {checkpoint} written; {command} continues")
{
    public string Checkpoint { get; } = checkpoint;

    public long Step { get; } = step;
}
