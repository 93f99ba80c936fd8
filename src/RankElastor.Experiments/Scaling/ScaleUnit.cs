using RankElastor.Experiments.Studies;
using RankElastor.Training.Records;
using RankElastor.Training.State;

namespace RankElastor.Experiments.Scaling;

/// <summary>A size with a seed: its run, kept in a folder of its own.</summary>
sealed class ScaleUnit(Experiment experiment, ScaleShape shape) : ISharedUnit<ScaleRun>
{
    readonly KeptRun _run = new(experiment);

    /// <inheritdoc/>
    public string Name => experiment.RunName;

    /// <inheritdoc/>
    public string Claim => Folder + ".unit.lock";

    /// <summary>Of its run.</summary>
    public string Folder => _run.Folder;

    /// <summary>The name of its data set.</summary>
    public string Data => experiment.Data.DatasetId;

    /// <summary>Of the rows that the finished run was trained on.</summary>
    public string DataHash => RunDirectory.ManifestOf(Folder)!.DataHash;

    /// <inheritdoc/>
    public ScaleRun? Read() => _run.Result is { } result ? Finished(result) : null;

    /// <inheritdoc/>
    public ScaleRun Make(ITrainingProgress progress, CancellationToken stop)
    {
        using var ended = _run.Finish(progress, stop);
        return Finished(ended.Result);
    }

    ScaleRun Finished(ResultRecord result)
    {
        var run = new ScaleRun(shape, result);
        _ = (run.Score(ScaleRun.Auc), run.Score(ScaleRun.LogLoss));
        return run;
    }
}
