using System.Text;
using RankElastor.Report.Drawing;

namespace RankElastor.Experiments.Sawtooth.Pages;

/// <summary>Our means beside those of the reference implementation: another probe, so levels may differ; directions are compared.</summary>
static class ReferenceSection
{
    public static string Of(DatasetRuns data)
    {
        var text = new StringBuilder("## Beside the reference implementation\n\n");
        text.Append("The reference's numbers (`entropy_rank_sv`, frappe_x1, the same settings) are means over 4096 **test** rows of one run of each model; ours are means over ")
            .Append($"{data.Mixer.Runs[0].Trained!.Sites[data.Mixer.Sites[0]].Sample} **validation** rows and {data.Mixer.Runs.Count} seeds, with their 95 % interval. ")
            .Append("The reference has no stage between mixing and P-FFN.\n\n");
        var table = new MarkdownTable("model", "site", "reference, initial", "ours, initial", "reference, trained", "ours, trained");
        foreach (var model in data.Models)
        {
            for (var i = 0; i < ReferenceRanks.Sites.Count; i++)
            {
                var site = ReferenceRanks.Sites[i];
                table.Add(model.Model, site, Figures.Fixed(ReferenceRanks.Of(model.Model, false)[i], 2), model.Rank(site, ReferenceRanks.Variant, false).Level(),
                    Figures.Fixed(ReferenceRanks.Of(model.Model, true)[i], 2), model.Rank(site, ReferenceRanks.Variant, true).Level());
            }
        }

        return text.Append(table).Append(string.Join("\n", data.Models.SelectMany(model => new[] { Agreement(model, false), Agreement(model, true) }))).Append("\n\n").ToString();
    }

    static string Agreement(ModelRuns model, bool trained)
    {
        var reference = ReferenceRanks.Of(model.Model, trained);
        var ours = ReferenceRanks.Sites.Select(site => model.Rank(site, ReferenceRanks.Variant, trained)).ToList();
        var steps = Enumerable.Range(1, ours.Count - 1).ToList();
        var differs = steps.Where(i => Math.Sign(Math.Round(reference[i] - reference[i - 1], 2)) != Math.Sign(ours[i].Mean - ours[i - 1].Mean)).ToList();
        var far = Enumerable.Range(0, ours.Count).MaxBy(i => Math.Abs(ours[i].Mean - reference[i]));
        return $"- {model.Model}, {(trained ? "trained" : "initial")}: the mean moves in the same direction in {steps.Count - differs.Count} of {steps.Count} steps"
            + (differs.Count == 0 ? "" : $" (not into {string.Join(", ", differs.Select(i => ReferenceRanks.Sites[i]))})")
            + $"; the largest difference of level is {Figures.Signed(ours[far].Mean - reference[far], 2)} at {ReferenceRanks.Sites[far]}.";
    }
}
