using RankElastor.Experiments.Collapse;

namespace RankElastor.Experiments.Severity.Runs;

/// <summary>A run to be trained.</summary>
sealed record PlannedRun(RunKey Key, CollapseModel Model, Plant? Plant)
{
    /// <summary>The twins and planted runs that sweeps need for a seed.</summary>
    public static IEnumerable<PlannedRun> Of(Sweep sweep, int seed) => sweep.Plant.Models.SelectMany(at =>
    {
        var key = new RunKey(sweep.Data, at.Model.Name, sweep.Plant.Name, 0, seed);
        return sweep.Plant.Degrees
            .Select(degree => new PlannedRun(key with { Degree = degree }, at.Model, sweep.Plant.At(at, degree)))
            .Prepend(new PlannedRun(key.Twin, at.Model, null));
    });

    /// <summary>A healthy run.</summary>
    public static PlannedRun Healthy(string data, CollapseModel model, int seed) =>
        new(new RunKey(data, model.Name, "", 0, seed), model, null);
}
