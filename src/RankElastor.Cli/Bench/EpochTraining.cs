using System.Globalization;
using RankElastor.Cli.Shell;
using RankElastor.Data.Files;
using RankElastor.Experiments.Epochs;
using RankElastor.Training.Records;

namespace RankElastor.Cli.Bench;

/// <summary>One epoch as an ordinary <c>run</c> of this program, into a folder that is deleted.</summary>
static class EpochTraining
{
    const string Complains = "rankelastor: ";

    /// <summary>Trains and reads what the run says of itself; the folder lies in the experiment's <c>Out</c>.</summary>
    /// <param name="config">The configuration folder of the experiment.</param>
    /// <param name="experiment">What is trained.</param>
    /// <param name="stop">Kills the training.</param>
    /// <exception cref="ChildFailedException">The run failed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was set.</exception>
    public static EpochCost Run(string config, Experiment experiment, CancellationToken stop)
    {
        using var folder = WorkFolder.For(Path.Combine(experiment.Out!, "epoch"), _ => { }, stop);
        var load = LoadAverage();
        var ended = OwnProcess.Run(
            [
                "run", "--config", config, "--expid", experiment.Id, "--out", folder.Path, "--cache", experiment.Cache,
                .. experiment.DataRoot is { } root ? (string[])["--data-root", root] : [],
                "--max-epochs", "1", .. SharedOptions.Words(experiment.Machine),
            ],
            stop);
        if (ended.ExitCode == ExitCode.Interrupted)
        {
            throw new OperationCanceledException();
        }

        if (ended.ExitCode != ExitCode.Done)
        {
            throw Failed(experiment.Id, ended);
        }

        var records = RunLog.Read(Path.Combine(folder.Path, experiment.RunName, "log.jsonl"));
        var (manifest, result) = ((ManifestRecord)records[0], (ResultRecord)records[^1]);
        return new EpochCost(
            experiment.Id, result.Costs["train"] + result.Costs["wait"], result.SamplesPerSecond, result.PeakRssMb,
            manifest.Threads, ended.ProcessorSeconds, ended.WallSeconds, load);
    }

    static ChildFailedException Failed(string experiment, OwnProcess ended)
    {
        var isOurs = ended.ExitCode is ExitCode.Failed or ExitCode.BadInput or ExitCode.Crashed
            && ended.Complaint.StartsWith(Complains, StringComparison.Ordinal);
        return isOurs
            ? new ChildFailedException($"{experiment}: {ended.Complaint[Complains.Length..]}", ended.ExitCode)
            : new ChildFailedException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{experiment}: its process ended with exit code {ended.ExitCode}"
                        + $"{(ended.ExitCode == 137 ? " (killed, perhaps for want of memory)" : "")}"),
                ExitCode.Failed);
    }

    /// <summary>Over the last minute; NaN where the system has none.</summary>
    static double LoadAverage()
    {
        const string File = "/proc/loadavg";
        return System.IO.File.Exists(File)
            ? double.Parse(System.IO.File.ReadAllText(File).Split(' ')[0], CultureInfo.InvariantCulture)
            : double.NaN;
    }
}
