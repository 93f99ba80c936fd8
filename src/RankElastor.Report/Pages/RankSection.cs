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
            var why = set.Runs.All(run => run.Manifest.Sites.Count == 0) ? NoSite : NoProbe;
            html.Raw($"""<section id="rank"><h2>Rank through the model</h2>{why}</section>""");
            return;
        }

        html.Section("rank", "Rank through the model", Explanations.Rank + " " + Formulas(set));
        var ranks = set.Variants.Where(IsRank).ToList();
        ranks.ForEach(key => html.Card(TrajectoryChart.Draw(set, key)));
        html.Raw($"</div>");
        WriteDepth(html, set, ranks);
        ranks.Take(MostScaled).ToList().ForEach(key => WriteScales(html, set, key));
        var others = set.Variants.Where(key => !IsRank(key)).Select(key => TrajectoryChart.Draw(set, key));
        WriteOthers(html, others, "Other measures of the same matrices, by site");
        html.Raw($"</section>");
        html.Section("dynamics", "Rank while training", Explanations.Dynamics, wide: true);
        if (set.IsSingle)
        {
            WriteDynamics(html, set.Runs[0]);
        }
        else
        {
            Compare(html, set);
        }

        html.Raw($"</section>");
        WriteSteps(html, set);
    }

    static Markup NoProbe => $"""<p class="note">No probe was recorded, so this report has no rank.</p>""";

    static Markup NoSite =>
        $"""<p class="note">No site holds a matrix per row (fields of several widths), so rows have no rank.</p>""";

    static bool IsRank(string key) => Variant.Of(key).IsRank;

    static void WriteScales(Html html, RunSet set, string key)
    {
        Markup scales = $"""<p class="note">{Explanations.Scales}</p><div class="grid">""";
        var summary = $"{Variant.Of(key).Title}: per module, taken together, and beside no structure";
        html.Fold(summary, key == set.Variants[0], scales);
        foreach (var scale in new[] { StageScale.OfPrevious, StageScale.OfFirst, StageScale.OfBaseline })
        {
            html.Card(TrajectoryChart.Draw(set, key, scale));
        }

        html.Raw($"</div></details>");
    }

    static void WriteDepth(Html html, RunSet set, IEnumerable<string> ranks)
    {
        if (!DepthChart.Fits(set))
        {
            return;
        }

        html.FoldedGrid("By depth: the n-th site of each model at n", open: true);
        foreach (var key in ranks.Take(MostScaled))
        {
            html.Card(DepthChart.Draw(set, key, StageScale.Directions));
            html.Card(DepthChart.Draw(set, key, StageScale.OfBaseline));
        }

        html.Raw($"</div></details>");
    }

    static void WriteOthers(Html html, IEnumerable<Chart> charts, string summary)
    {
        if (charts.ToList() is { Count: > 0 } some)
        {
            html.FoldedGrid(summary);
            some.ForEach(chart => html.Card(chart));
            html.Raw($"</div></details>");
        }
    }

    static void WriteDynamics(Html html, RunView run)
    {
        var charts = run.Variants.ToLookup(IsRank, key => DynamicsChart.Draw(run, key));
        html.Raw($"""<div class="grid">""");
        foreach (var chart in charts[true])
        {
            html.Card(chart);
        }

        html.Raw($"</div>");
        WriteOthers(html, charts[false], "Other measures of the same matrices, by epoch");
    }

    static void Compare(Html html, RunSet set)
    {
        foreach (var key in set.Variants.Where(IsRank).Take(MostScaled))
        {
            var shown = key == set.Variants[0];
            html.FoldedGrid($"{Variant.Of(key).Title}, by site", shown);
            if (shown)
            {
                html.Card(SiteChart.DrawLoss(set));
            }

            foreach (var site in set.Sites)
            {
                html.Card(SiteChart.DrawSite(set, site, key));
            }

            html.Raw($"</div></details>");
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
            var measured = run.StepProbes.SelectMany(probe => probe.Measures.Keys);
            var keys = Variant.Order(measured).Where(IsRank).Take(MostScaled).ToList();
            html.FoldedGrid(run.Label, run.Index == 0);
            keys.ForEach(key => html.Card(StepProbeChart.Draw(run, key)));
            html.Raw($"</div></details>");
            var spreads = keys.Take(1).SelectMany(key =>
                StepProbeChart.Sites(run, key).Select(site => StepProbeChart.DrawSpread(run, site, key)));
            WriteOthers(html, spreads, $"{run.Label}: how rows spread at each site");
        }

        html.Raw($"</section>");
    }

    static string Formulas(RunSet set)
    {
        var formulas = set.Variants.Select(Variant.Of).Where(variant => variant.IsRank)
            .Select(variant => $"{Sentence.Capital(variant.Name)} = {variant.Formula}. {variant.Meaning}");
        return string.Join(" ", formulas) + " Here σ are the singular values: the strengths of the directions.";
    }
}
