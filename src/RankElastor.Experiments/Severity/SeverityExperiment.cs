using RankElastor.Data.Files;
using RankElastor.Experiments.Lab;
using RankElastor.Experiments.Pages;
using RankElastor.Experiments.Severity.Judging;
using RankElastor.Experiments.Severity.Pages;
using RankElastor.Experiments.Severity.Runs;

namespace RankElastor.Experiments.Severity;

/// <summary>
/// Each rule that warns against plants of growing severity: what the user loses where it is first raised, and what it
/// misses. Finished runs are kept, so that an interrupted sweep goes on and rules can be judged again.
/// </summary>
public sealed class SeverityExperiment : LabExperiment
{
    /// <inheritdoc/>
    public override string Name => "severity";

    /// <inheritdoc/>
    public override string Question => "What AUC is lost where each rule is first raised, and how much goes unseen?";

    /// <inheritdoc/>
    public override LabResult Run(LabRequest request, CancellationToken stop)
    {
        var began = TimeProvider.System.GetTimestamp();
        var isUnruledOnly = request.Only == UnruledPlant.Part;
        var sweeps = isUnruledOnly ? [] : Sweep.Of(request.Only);
        var store = new RunStore(Path.Combine(request.Out, "logs"));
        store.RefuseNothing(request.JudgesOnly);
        if (!request.JudgesOnly)
        {
            var unruled = request.Only is null || isUnruledOnly;
            List<PlannedRun> plan =
            [
                .. request.AllSeeds.SelectMany(seed => sweeps.SelectMany(sweep => PlannedRun.Of(sweep, seed))
                    .Concat(unruled ? UnruledPlant.Planned(seed) : [])),
            ];
            new RunTraining(request, store).Train(plan, stop);
        }

        var seeds = request.JudgesOnly ? store.Seeds : [.. request.AllSeeds];
        var (judge, csv) = (new SeverityJudge(store, seeds), new SeverityCsv());
        List<SweepResult> results = [];
        foreach (var sweep in sweeps)
        {
            stop.ThrowIfCancellationRequested();
            results.Add(judge.Judge(sweep, csv.Add));
        }

        var figures = Path.Combine(request.Out, "figures");
        DurableFile.CreateFolder(figures);
        foreach (var result in results.Where(result => result.Curves.Any(curve => curve.Degrees.Count > 0)))
        {
            PageFile.Write(Path.Combine(figures, $"{result.Sweep.Id}.svg"), SeverityFigure.Draw(result));
        }

        PageFile.Write(Path.Combine(request.Out, "severity.csv"), csv.ToString());
        var page = Path.Combine(request.Out, "severity.md");
        PageFile.Write(page, SeverityPage.Write(seeds, results, judge) + UnruledSection.Write(store, seeds));
        var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        return new LabResult(Name, [.. results.SelectMany(Claims)], seconds, page);
    }

    static IEnumerable<Claim> Claims(SweepResult result) => result.Curves.Where(curve => curve.Degrees.Count > 0)
        .Select(curve => new Claim(
            $"{result.Sweep.Id}/{curve.At.Model.Name}", $"{result.Sweep.Rule} finds the severest plant.",
            "in at least nine runs of ten", $"{curve.Degrees[^1].Found}", "",
            curve.Degrees[^1].IsFound ? Claim.Holds : Claim.Refuted));
}
