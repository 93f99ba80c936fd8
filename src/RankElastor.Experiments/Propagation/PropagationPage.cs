using System.Globalization;
using System.Text;
using RankElastor.Experiments.Lab;
using RankElastor.Experiments.Pages;
using RankElastor.Report.Drawing;

namespace RankElastor.Experiments.Propagation;

/// <summary>The page of fields of low rank and the tokens of a history.</summary>
static class PropagationPage
{
    /// <summary>Markdown: how it was done, the figure, then a section for each data set.</summary>
    public static string Write(LabRequest request, IReadOnlyList<PropagationSet> sets)
    {
        var machine = MachineInfo.Describe();
        var page = new StringBuilder("# Does a field of low rank pull a history's tokens down?\n\n");
        Line(page, $"`rankelastor lab propagation --config experiments/propagation --seeds {request.Seeds} --seed "
            + $"{request.FirstSeed} --threads {request.Machine.Workers.Threads}`, commit {MachineInfo.Commit()}, "
            + $"{machine["cores"]} cores, {machine["cpu"]}. Validation chooses the weights; ranks are of its probed "
            + "rows, metrics of the test split. Losses are against the arm whose fields are not confined, paired by "
            + "seed, with 95 % intervals; above zero the items are pulled down. *Holds*: all of the interval lies "
            + "above the margin; *refuted*: below; else *inconclusive*, with what would have been seen.\n");
        Line(page, $"![Loss of rank by site and model](figures/{PropagationFigure.File})\n");
        foreach (var set in sets)
        {
            Line(page, $"## {set.Data}\n");
            Verdicts(page, set);
            Sites(page, set);
            Metrics(page, set);
        }

        return page.ToString();
    }

    static void Verdicts(StringBuilder page, PropagationSet set)
    {
        var table = new MarkdownTable("claim", "loss", "margin", "verdict");
        foreach (var claim in set.Claims)
        {
            table.Add(claim.Statement, claim.Measured, claim.Tolerance, claim.Verdict);
        }

        page.Append(table);
    }

    static void Sites(StringBuilder page, PropagationSet set)
    {
        Line(page, "### Levels\n");
        Line(page, "*Rank*: entropy rank on singular values, of a row's tokens, or of the batch where a row is one "
            + "vector; *ratio*: to matrices without structure; *centred*: that of all tokens of the probed rows "
            + "without their mean; *cosine*: mean cosine of pairs of a row's tokens, or of rows. *Lost*: of the rank, "
            + "against the arm that is not confined.\n");
        var table = new MarkdownTable(
            "model", "site", "fields' rank", "rank", "ratio", "centred", "cosine", "lost", "centred lost",
            "more cosine");
        foreach (var model in set.Models)
        {
            foreach (var site in Shown(model))
            {
                foreach (var arm in model.Arms.OrderByDescending(arm => arm.Rank))
                {
                    table.Add(
                    [
                        model.Model, site, Figures.Whole(arm.Rank), Mean(arm, site, at => at.Rank, 2),
                        Mean(arm, site, at => at.Ratio, 3), Mean(arm, site, at => at.Centred, 2),
                        Mean(arm, site, at => at.Cosine, 3),
                        .. PropagationMeasure.All.Select(measure => arm == model.Full ? ""
                            : PropagationText.Lost(model.Lost(arm, site, measure).Mean)),
                    ]);
                }
            }
        }

        page.Append(table);
    }

    /// <summary>The planted side, the items, and what the history becomes.</summary>
    static IEnumerable<string> Shown(PropagationFamily model) =>
    [
        model.Side, .. model.ItemSites,
        .. model.Full.Runs[0].Sites.Keys.Where(site => site.EndsWith("/history", StringComparison.Ordinal)
            || site.StartsWith("interest", StringComparison.Ordinal)),
    ];

    static void Metrics(StringBuilder page, PropagationSet set)
    {
        Line(page, "### Beside the metrics\n");
        if (set.Truth is { } truth)
        {
            Line(page, $"The law is known: the best possible AUC on these rows is {Figures.Score(truth.BayesAuc)}, "
                + $"without the history {Figures.Score(truth.BlindAuc)}.\n");
        }

        var table = new MarkdownTable(
            ["model", "fields' rank", "AUC", "logloss", .. set.Truth is null ? (string[])[] : ["below the best AUC"]]);
        foreach (var model in set.Models)
        {
            foreach (var arm in model.Arms.OrderByDescending(arm => arm.Rank))
            {
                table.Add(
                [
                    model.Model, Figures.Whole(arm.Rank), arm.Of("AUC").Level(4), arm.Of("logloss").Level(4),
                    .. set.Truth is null ? (string[])[] : [Figures.Score(set.Truth.BayesAuc - arm.Of("AUC").Mean)],
                ]);
            }
        }

        page.Append(table);
    }

    static string Mean(PropagationArm arm, string site, Func<SiteReading, double> measure, int decimals) =>
        arm.At(site, measure).Mean is var mean && double.IsFinite(mean)
            ? mean.ToString($"F{decimals}", CultureInfo.InvariantCulture) : Figures.Missing;

    static void Line(StringBuilder page, string text) => page.Append(text).Append('\n');
}
