using RankElastor.Data.Files;
using RankElastor.Experiments.Pages;

namespace RankElastor.Experiments.Studies;

/// <summary>
/// Models compared on one data set, seed by seed on the same test rows: <c>rankelastor study</c>. Runs are taken up
/// where they were left, and several processes with the same request share them.
/// </summary>
public static class Study
{
    /// <summary>Finishes all units, compares, and writes page, picture and tables into the study's folder.</summary>
    /// <exception cref="InputException">Something is wrong with the request, options or data.</exception>
    /// <exception cref="Training.State.RunInterruptedException">
    /// <paramref name="stop"/> was set; the same goes on.
    /// </exception>
    /// <exception cref="Training.State.DivergedException">
    /// A run diverged. Nothing is judged over the seeds that are left: that would compare survivors.
    /// </exception>
    public static StudyResult Run(StudyRequest request, CancellationToken stop)
    {
        request.Check();
        DurableFile.CreateFolder(request.Out);
        List<StudyUnit> units = // seed by seed, so that pairs are complete early
        [
            .. request.AllSeeds.SelectMany(seed => request.Experiments.Select(
                name => new StudyUnit(request.Make(name, seed), request.Out))),
        ];
        foreach (var line in StudyPower.Lines(request, [.. units.Select(unit => unit.Read())]))
        {
            request.Progress.Note(line);
        }

        var finished = new SharedWork<FinishedUnit>(units, request.Progress).Finish(stop);
        var rows = TestRows.In(request.Out)
            ?? throw InputException.At(request.Out, "no test_rows", "the folder as studies wrote it, or another --out");
        request.Progress.Note("Comparing.");
        var table = StudyTable.Of(request, finished, rows);
        string Place(string file) => Path.Combine(request.Out, file);
        PageFile.Write(Place("study.csv"), table.UnitsCsv());
        PageFile.Write(Place("costs.csv"), table.CostsCsv());
        PageFile.Write(Place("pairs.csv"), table.PairsCsv());
        PageFile.Write(Place(StudyFigure.File), StudyFigure.Draw(table));
        PageFile.Write(Place(StudyPage.File), StudyPage.Write(table));
        return new StudyResult(
            table.Dataset,
            [
                .. table.Arms.SelectMany(arm => table.Metrics.Select(metric => new StudyScore(
                    arm.Experiment, metric.Name, arm.Of(metric).Mean, arm.Spread(metric)))),
            ],
            [.. table.Families.SelectMany(family => family.Pairs).Select(StudyVerdict.Of)], Place(StudyPage.File));
    }
}
