using System.Globalization;
using System.Text;
using RankElastor.Experiments.Collapse;
using RankElastor.Experiments.Collapse.Rows;
using RankElastor.Experiments.Lab;
using RankElastor.Experiments.Pages;
using RankElastor.Report.Drawing;

namespace RankElastor.Experiments.Cures;

/// <summary>The page of remedies on runs that did collapse.</summary>
static class CuresPage
{
    /// <summary>Markdown: what was done, then a table per case.</summary>
    public static string Write(LabRequest request, IReadOnlyList<CureResult> results, CureVerdicts verdicts)
    {
        var machine = MachineInfo.Describe();
        var page = new StringBuilder("# Remedies on runs that did collapse\n\n");
        Line(page, $"`rankelastor lab cures --seeds {request.Seeds} --seed {request.FirstSeed} --threads "
            + $"{request.Machine.Workers.Threads}`; runs trained at commit "
            + $"{string.Join(", ", results.SelectMany(result => result.Commits).Distinct())}; "
            + $"{machine["cores"]} cores, {machine["cpu"]}.\n");
        Line(page, $"Generated rows, an evaluation every {CollapseData.EvaluationSteps} steps of "
            + $"{CollapseData.BatchRows}. A plant is held from evaluation {Trial.OnsetEvaluation} to "
            + $"{CureCase.ReleaseEvaluation} and released; what is tried begins there and is judged at evaluation "
            + $"{CureCase.LastEvaluation} on {CollapseData.ValidRows} rows. Differences of AUC are paired by seed: "
            + "mean and 95 % interval. *Came back*: within "
            + string.Create(CultureInfo.InvariantCulture, $"{CureVerdicts.Margin:.000} of the twin that was never ")
            + "planted, by two one-sided tests at 5 %; *helps*: above nothing, one-sided at 5 %; both corrected by "
            + "Holm over all arms. *Underpowered*: the spread over these seeds decides the margin in eight cases of "
            + "ten only with so many seeds. *On the twin*: what the same does to a model that never collapsed.\n");
        foreach (var ofCase in results.GroupBy(result => result.Case))
        {
            Section(page, ofCase.Key, [.. ofCase], verdicts);
        }

        return page.ToString();
    }

    static void Section(StringBuilder page, CureCase one, IReadOnlyList<CureResult> arms, CureVerdicts verdicts)
    {
        Line(page, $"## {one.Name}\n");
        Line(page, $"Until the release {one.At.What(one.Degree)}; at that evaluation this costs "
            + $"{arms[0].LostAtRelease.Change(4)} AUC, and `{one.Rule}` is up at `{one.At.Subject}` in "
            + $"{Count(arms[0], CureCase.ReleaseEvaluation)} runs.\n");
        var table = new MarkdownTable(
            "from the release on", "AUC", "less the twin", "back?", "less nothing", "helps?", "on the twin",
            "rule up at the end");
        foreach (var arm in arms)
        {
            var isCure = arm.Cure != Cure.Nothing;
            table.Add(
                arm.Cure.What, Figures.Score(arm.Auc), arm.AgainstTwin.Mean.Change(4), verdicts.Back(arm),
                isCure ? arm.AgainstNothing.Mean.Change(4) : "", verdicts.Helps(arm),
                isCure ? arm.OnTwin.Mean.Change(4) : "", Count(arm, CureCase.LastEvaluation));
        }

        page.Append(table);
    }

    static string Count(CureResult arm, int evaluation)
    {
        var up = arm.Up(evaluation);
        return string.Create(CultureInfo.InvariantCulture, $"{up.Hits} of {up.Count}");
    }

    static void Line(StringBuilder page, string text) => page.Append(text).Append('\n');
}
