using System.Globalization;
using System.Text;
using RankElastor.Experiments.Collapse;
using RankElastor.Experiments.Collapse.Rows;
using RankElastor.Experiments.Pages;
using RankElastor.Experiments.Severity.Judging;
using RankElastor.Experiments.Severity.Runs;

namespace RankElastor.Experiments.Severity.Pages;

/// <summary>The page of the sweeps.</summary>
static class SeverityPage
{
    /// <summary>Markdown: what was done, a sentence per rule and model, a section per sweep, the twins.</summary>
    public static string Write(
        IReadOnlyList<int> seeds, IReadOnlyList<SweepResult> results, SeverityJudge judge)
    {
        var page = new StringBuilder("# Severity: what users lose when alarms are raised\n\n");
        Line(page, $"`rankelastor lab severity --seeds {seeds.Count} --seed {seeds.DefaultIfEmpty().Min()}`; runs "
            + $"trained at commit {string.Join(", ", judge.Commits.Order(StringComparer.Ordinal))}.\n");
        Line(page, $"Plants set in after evaluation {Trial.OnsetEvaluation} and are held to the end. AUC lost is that "
            + "of a twin (same model, rows, seed and order, no plant) less that of the planted run, on "
            + $"{CollapseData.ValidRows} rows at the last evaluation: above 0 the plant costs. Means and 95 % "
            + "intervals are over seeds. A run that diverged has an AUC of .5. *Found*: the rule was up at its subject "
            + "after the onset, or the verdict at the end names it; *while training*: it was up; *delay*: evaluations "
            + "until then, median; *compared*: the number that the rule holds "
            + "against its limit, median at the last evaluation.\n");
        page.Append(SeverityTable.Summary(results));
        foreach (var sentence in results.SelectMany(SeverityTable.Sentences))
        {
            Line(page, $"- {sentence}");
        }

        foreach (var result in results.Where(result => result.Curves.Any(curve => curve.Degrees.Count > 0)))
        {
            Section(page, result);
        }

        Twins(page, judge.Twins);
        return page.ToString();
    }

    static void Section(StringBuilder page, SweepResult result)
    {
        var (sweep, rule) = (result.Sweep, result.Sweep.InBook);
        Line(page, $"\n## {sweep.Rule}: {sweep.Plant.What}, {sweep.Data}\n");
        Line(page, $"`{rule}`, at {string.Join(" and ", result.Curves.Select(
            curve => curve.At.Subject == "*" ? "any site" : $"`{curve.At.Subject}`").Distinct())}.\n");
        Line(page, $"![{sweep.Rule}: AUC lost and detection](figures/{sweep.Id}.svg)\n");
        page.Append(SeverityTable.Of(result));
    }

    static void Twins(StringBuilder page, IReadOnlyDictionary<RunKey, JudgedRun> twins)
    {
        Line(page, "## Twins: healthy runs\n");
        var table = new MarkdownTable("rows", "model", "runs", "AUC, mean", "with warnings", "warnings, in how many");
        foreach (var group in twins.GroupBy(twin => (twin.Key.Data, twin.Key.Model)))
        {
            var runs = group.Select(twin => twin.Value).ToList();
            table.Add(
                group.Key.Data, group.Key.Model, Number(runs.Count),
                runs.Average(run => run.Auc).ToString("0.0000", CultureInfo.InvariantCulture),
                Number(runs.Count(run => run.Warnings.Any())), WarningCounts.Of(runs));
        }

        page.Append(table);
    }

    static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    static void Line(StringBuilder page, string text) => page.Append(text).Append('\n');
}
