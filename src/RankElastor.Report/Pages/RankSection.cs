using RankElastor.Report.Charts;
using RankElastor.Report.Drawing;
using RankElastor.Report.Reading;
using RankElastor.Report.Stages;

namespace RankElastor.Report.Pages;

/// <summary>The rank through the sites and over the epochs.</summary>
static class RankSection
{
    const int MostScaled = 2;
    const int MostSteps = 4;

    public static void Write(Html html, RunSet set)
    {
        if (set.Variants.Count == 0)
        {
            html.Raw("<section id=\"rank\"><h2>Rank through the model</h2><p class=\"note\">No probe was recorded, so this report has no rank.</p></section>");
            return;
        }

        html.Section("rank", "Rank through the model", Explanations.Rank + " " + Formulas(set));
        foreach (var key in set.Variants.Where(key => Variant.Of(key).IsRank))
        {
            html.Card(TrajectoryChart.Draw(set, key));
        }

        html.Raw("</div>");
        foreach (var key in set.Variants.Where(key => Variant.Of(key).IsRank).Take(MostScaled))
        {
            WriteScales(html, set, key);
        }

        WriteOthers(html, [.. set.Variants.Where(key => !Variant.Of(key).IsRank).Select(key => TrajectoryChart.Draw(set, key))], "Other measures of the same matrices, by site");
        html.Raw("</section>");
        html.Section("dynamics", "Rank while training", Explanations.Dynamics, wide: true);
        if (set.IsSingle)
        {
            WriteDynamics(html, set.Runs[0]);
        }
        else
        {
            Compare(html, set);
        }

        html.Raw("</section>");
        WriteSteps(html, set);
    }

    static void WriteScales(Html html, RunSet set, string key)
    {
        var open = key == set.Variants[0] ? " open" : "";
        html.Raw($"<details class=\"group\"{open}><summary>{Html.Text(Variant.Of(key).Title)}: per module, taken together, and beside no structure</summary>"
            + $"<p class=\"note\">{Html.Text(Explanations.Scales)}</p><div class=\"grid\">");
        foreach (var scale in new[] { StageScale.OfPrevious, StageScale.OfFirst, StageScale.OfBaseline })
        {
            html.Card(TrajectoryChart.Draw(set, key, scale));
        }

        html.Raw("</div></details>");
    }

    static void WriteOthers(Html html, List<Chart> charts, string summary)
    {
        if (charts.Count == 0)
        {
            return;
        }

        html.Raw($"<details class=\"group\"><summary>{Html.Text(summary)}</summary><div class=\"grid\">");
        charts.ForEach(chart => html.Card(chart));
        html.Raw("</div></details>");
    }

    static void WriteDynamics(Html html, RunView run)
    {
        html.Raw("<div class=\"grid\">");
        foreach (var key in run.Variants.Where(key => Variant.Of(key).IsRank))
        {
            html.Card(DynamicsChart.Draw(run, key));
        }

        html.Raw("</div>");
        WriteOthers(html, [.. run.Variants.Where(key => !Variant.Of(key).IsRank).Select(key => DynamicsChart.Draw(run, key))], "Other measures of the same matrices, by epoch");
    }

    static void Compare(Html html, RunSet set)
    {
        foreach (var key in set.Variants.Where(key => Variant.Of(key).IsRank).Take(MostScaled))
        {
            var shown = key == set.Variants[0];
            html.Raw($"<details class=\"group\"{(shown ? " open" : "")}><summary>{Html.Text(Variant.Of(key).Title)}, by site</summary><div class=\"grid\">");
            if (shown)
            {
                html.Card(SiteChart.DrawLoss(set));
            }

            foreach (var site in set.Sites)
            {
                html.Card(SiteChart.DrawSite(set, site, key));
            }

            html.Raw("</div></details>");
        }
    }

    static void WriteSteps(Html html, RunSet set)
    {
        var runs = set.Runs.Where(run => run.StepProbes.Count > 0).ToList();
        if (runs.Count == 0)
        {
            return;
        }

        html.Section("steps", "Rank within training steps", Explanations.Steps, wide: true);
        foreach (var run in runs.Take(MostSteps))
        {
            var keys = Variant.Order(run.StepProbes.SelectMany(probe => probe.Measures.Keys)).Where(key => Variant.Of(key).IsRank).Take(MostScaled).ToList();
            html.Raw($"<details class=\"group\"{(run.Index == 0 ? " open" : "")}><summary>{Html.Text(run.Label)}</summary><div class=\"grid\">");
            keys.ForEach(key => html.Card(StepProbeChart.Draw(run, key)));
            html.Raw("</div></details>");
            WriteOthers(html, [.. keys.Take(1).SelectMany(key => StepProbeChart.Sites(run, key).Select(site => StepProbeChart.DrawSpread(run, site, key)))],
                $"{run.Label}: how rows spread at each site");
        }

        html.Raw("</section>");
    }

    static string Formulas(RunSet set) => string.Join(" ", set.Variants.Select(Variant.Of).Where(variant => variant.IsRank)
        .Select(variant => $"{char.ToUpperInvariant(variant.Name[0])}{variant.Name[1..]} = {variant.Formula}. {variant.Meaning}"))
        + " Here σ are the singular values: the strengths of the directions.";
}
