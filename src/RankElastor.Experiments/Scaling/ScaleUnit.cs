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
    public string Claim => _run.Folder + ".unit.lock";

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
