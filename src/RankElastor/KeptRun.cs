using RankElastor.Data.Files;
using RankElastor.Training.Records;
using RankElastor.Training.State;

namespace RankElastor;

/// <summary>The run of an experiment in the folder of its <c>Out</c>: finished, begun, or not there.</summary>
/// <exception cref="InputException">The experiment writes to no folder.</exception>
sealed class KeptRun(Experiment experiment)
{
    /// <summary>What is trained.</summary>
    public Experiment Experiment => experiment;

    /// <summary>Its folder.</summary>
    public string Folder { get; } = Path.Combine(
        experiment.Out ?? throw new InputException($"{experiment.Id}: needs a folder for its runs"),
        FileName.Checked("expid", experiment.RunName));

    /// <summary>How it ended; null where it has not, and where what ended there had other options.</summary>
    public ResultRecord? Result => RunDirectory.ResultIn(Folder, Options());

    /// <summary>Whether a process owns the folder now.</summary>
    public bool IsUnderWay => RunDirectory.IsUnderWay(Folder);

    /// <summary>Goes on where a call was interrupted; a run that was finished with other options begins anew.</summary>
    /// <exception cref="RunInterruptedException">Asked to stop: "the same command" continues.</exception>
    public ExperimentRun Finish(ITrainingProgress progress, CancellationToken stop) =>
        Train(anew: RunDirectory.IsFinished(Folder), progress, stop);

    /// <summary>
    /// Goes on to the experiment's last epoch, to the same bits as in one go, whether the run was interrupted or ended
    /// at an earlier one; a run that is beyond it begins anew.
    /// </summary>
    /// <exception cref="RunInterruptedException">Asked to stop: "the same command" continues.</exception>
    public ExperimentRun Extend(ITrainingProgress progress, CancellationToken stop) =>
        Train(anew: RunDirectory.EvaluatedEpoch(Folder) > experiment.Training.Epochs, progress, stop);

    ExperimentRun Train(bool anew, ITrainingProgress progress, CancellationToken stop)
    {
        try
        {
            return anew ? experiment.Run(progress, stop) : experiment.Resume(progress, stop);
        }
        catch (RunInterruptedException interrupted)
        {
            throw new RunInterruptedException(interrupted.Checkpoint, interrupted.Step, "the same command");
        }
    }

    /// <summary>Those of the training, and the other keys of the configuration: the model's.</summary>
    SortedDictionary<string, string> Options() =>
        RunRequest.DescribeOptions(experiment.Config.Flatten(), experiment.Training);
}
