using RankElastor.Report.Charts;
using RankElastor.Report.Reading;

namespace RankElastor.Report.Pages;

/// <summary>The rank through the sites and over the epochs.</summary>
static class RankSection
{
    public static void Write(Html html, RunSet set)
    {
        if (set.Variants.Count == 0)
        {
            html.Raw("<section id=\"rank\"><h2>Rank through the model</h2><p class=\"note\">No probe was recorded, so this report has no rank.</p></section>");
            return;
        }

        html.Section("rank", "Rank through the model", Explanations.Rank + " " + Formulas(set));
        foreach (var key in set.Variants)
        {
            html.Card(TrajectoryChart.Draw(set, key));
        }

        html.Raw("</div></section>");
        html.Section("dynamics", "Rank while training", Explanations.Dynamics, wide: !set.IsSingle);
        if (set.IsSingle)
        {
            foreach (var key in set.Variants)
            {
                html.Card(DynamicsChart.Draw(set.Runs[0], key));
            }

            html.Raw("</div>");
        }
        else
        {
            Compare(html, set);
        }

        html.Raw("</section>");
    }

    static void Compare(Html html, RunSet set)
    {
        foreach (var key in set.Variants)
        {
            var shown = key == set.Variants[0];
            html.Raw($"<details class=\"group\"{(shown ? " open" : "")}><summary>{Html.Text(Variant.Of(key).Name)}, by site</summary><div class=\"grid\">");
            html.Card(SiteChart.DrawLoss(set));
            foreach (var site in set.Sites)
            {
                html.Card(SiteChart.DrawSite(set, site, key));
            }

            html.Raw("</div></details>");
        }
    }

    static string Formulas(RunSet set) => string.Join(" ", set.Variants.Select(Variant.Of).Where(variant => variant.IsRank)
        .Select(variant => $"{char.ToUpperInvariant(variant.Name[0])}{variant.Name[1..]} = {variant.Formula}. {variant.Meaning}"))
        + " Here σ are the singular values: the strengths of the directions.";
}
