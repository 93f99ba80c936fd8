using System.Globalization;
using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Experiments.Collapse;
using RankElastor.Experiments.Lab;
using RankElastor.Experiments.Pages;
using RankElastor.Experiments.Severity.Judging;
using RankElastor.Experiments.Severity.Pages;
using RankElastor.Experiments.Severity.Runs;
using RankElastor.Numerics.Statistics;

namespace RankElastor.Experiments.Severity;

/// <summary>Healthy models on kinds of rows that no limit was set on: what they are warned of.</summary>
public sealed class FalseAlarmsExperiment : LabExperiment
{
    static readonly string[] _kinds =
        [.. RowsKind.All.Select(kind => kind.Name).Where(name => name != RowsByName.Generated)];

    /// <inheritdoc/>
    public override string Name => "false-alarms";

    /// <inheritdoc/>
    public override string Question => "What do healthy models raise on rows that no limit was set on?";

    /// <inheritdoc/>
    public override LabResult Run(LabRequest request, CancellationToken stop)
    {
        var began = TimeProvider.System.GetTimestamp();
        var kinds = request.Only is null ? _kinds : _kinds.Contains(request.Only) ? [request.Only]
            : throw InputException.At("--only", $"'{request.Only}'",
                string.Join(" | ", _kinds) + NearMiss.Hint(request.Only, _kinds));
        var store = new RunStore(Path.Combine(request.Out, "logs"));
        List<PlannedRun> plan = [.. kinds.SelectMany(kind => request.AllSeeds.SelectMany(
            seed => CollapseModel.Healthy.Select(model => PlannedRun.Healthy(kind, model, seed))))];
        store.RefuseNothing(request.JudgesOnly);
        if (!request.JudgesOnly)
        {
            new RunTraining(request, store).Train(plan, stop);
        }

        List<(RunKey Key, JudgedRun Run)> runs =
        [
            .. plan.Where(run => store.Has(run.Key))
                .Select(run => (run.Key, new JudgedRun(store.Read(run.Key).Trial))),
        ];
        foreach (var (key, run) in runs.Where(run => run.Run.Warnings.Any()))
        {
            request.Progress($"{key.File}: {string.Join(", ", run.Warnings)}");
        }

        var page = Path.Combine(request.Out, "false-alarms.md");
        PageFile.Write(page, FalseAlarmsPage.Write(request, runs));
        var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        return new LabResult(Name, [.. runs.GroupBy(run => run.Key.Data).Select(Claim)], seconds, page);
    }

    static Claim Claim(IGrouping<string, (RunKey Key, JudgedRun Run)> kind)
    {
        var quiet = Proportion.Of([.. kind], run => !run.Run.Warnings.Any());
        return new Claim(
            kind.Key, "Healthy models are warned of nothing.", "no warning in any run",
            string.Create(CultureInfo.InvariantCulture, $"none in {quiet}"), "",
            quiet.Hits == quiet.Count ? Lab.Claim.Holds : Lab.Claim.Refuted);
    }
}
