using System.Globalization;
using RankElastor.Experiments.Lab;
using RankElastor.Experiments.Pages;
using RankElastor.Experiments.Severity.Judging;
using RankElastor.Experiments.Severity.Runs;
using RankElastor.Numerics.Statistics;

namespace RankElastor.Experiments.Severity.Pages;

/// <summary>The page of healthy runs on kinds of rows.</summary>
static class FalseAlarmsPage
{
    /// <summary>Markdown: a row per kind and model.</summary>
    public static string Write(LabRequest request, IReadOnlyList<(RunKey Key, JudgedRun Run)> runs)
    {
        var table = new MarkdownTable(
            "rows", "model", "AUC, mean", "runs without a warning", "warnings, in how many runs");
        foreach (var group in runs.GroupBy(run => (run.Key.Data, run.Key.Model)))
        {
            List<JudgedRun> of = [.. group.Select(run => run.Run)];
            table.Add(
                group.Key.Data, group.Key.Model,
                of.Average(run => run.Auc).ToString("0.0000", CultureInfo.InvariantCulture),
                $"{Proportion.Of(of, run => !run.Warnings.Any())}", WarningCounts.Of(of));
        }

        var kinds = runs.Select(run => run.Key.Data).Distinct().Select(RowsKind.Find)
            .Select(kind => $"- {kind.Name}: {kind.What}\n");
        return $"# False alarms\n\n`rankelastor lab {Command(request)}`\n\nNo limit was set on these rows; healthy "
            + $"models are trained on them and judged by the rules of the book.\n\n{string.Concat(kinds)}\n{table}";
    }

    static string Command(LabRequest request) => string.Create(
        CultureInfo.InvariantCulture, $"false-alarms --seeds {request.Seeds} --seed {request.FirstSeed}");
}
