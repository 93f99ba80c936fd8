using System.Globalization;
using RankElastor.Experiments.Collapse;
using RankElastor.Experiments.Lab;
using RankElastor.Experiments.Pages;
using RankElastor.Experiments.Severity.Judging;
using RankElastor.Experiments.Severity.Runs;

namespace RankElastor.Experiments.Severity;

/// <summary>
/// Healthy runs of models of two widths on all kinds of generated rows: where the numbers that rules compare lie. Its
/// file is the reference that the product carries (<see cref="Training.Alarms.NormalRange"/>).
/// </summary>
public sealed class NormalExperiment : LabExperiment
{
    /// <inheritdoc/>
    public override string Name => "normal";

    /// <inheritdoc/>
    public override string Question => "Where do the numbers that rules compare lie in healthy runs?";

    /// <inheritdoc/>
    public override int DefaultSeeds => 3;

    /// <inheritdoc/>
    public override LabResult Run(LabRequest request, CancellationToken stop)
    {
        var began = TimeProvider.System.GetTimestamp();
        var store = new RunStore(Path.Combine(request.Out, "logs"));
        List<PlannedRun> plan = [.. RowsKind.All.SelectMany(kind => request.AllSeeds.SelectMany(
            seed => CollapseModel.Healthy.Concat(CollapseModel.Wide)
                .Select(model => PlannedRun.Healthy(kind.Name, model, seed))))];
        store.RefuseNothing(request.JudgesOnly);
        if (!request.JudgesOnly)
        {
            new RunTraining(request, store).Train(plan, stop);
        }

        var (readings, commits, count) = (new NormalReadings(), new SortedSet<string>(StringComparer.Ordinal), 0);
        foreach (var run in plan.Where(run => store.Has(run.Key)))
        {
            var (trial, commit) = store.Read(run.Key);
            readings.Add(run.Model.Kind, new JudgedRun(trial));
            commits.Add(commit);
            count++;
        }

        var page = Path.Combine(request.Out, "NormalRanges.json");
        PageFile.Write(page, readings.Json(
        [
            ("command", string.Create(
                CultureInfo.InvariantCulture,
                $"rankelastor lab normal --seeds {request.Seeds} --seed {request.FirstSeed} --threads 1")),
            ("commit", string.Join(", ", commits)),
            ("runs", count.ToString(CultureInfo.InvariantCulture)),
            ("rows", string.Join("; ", RowsKind.All.Select(kind => $"{kind.Name}: {kind.What}"))),
            ("readings", "every evaluation but that of the initial weights; eight per run"),
        ]));
        return new LabResult(Name, [], TimeProvider.System.GetElapsedTime(began).TotalSeconds, page);
    }
}
