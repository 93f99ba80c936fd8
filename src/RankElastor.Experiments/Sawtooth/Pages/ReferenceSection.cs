using RankElastor.Experiments.Pages;
using RankElastor.Report.Drawing;

namespace RankElastor.Experiments.Sawtooth.Pages;

/// <summary>Our means beside the reference implementation's; levels may differ, directions are compared.</summary>
static class ReferenceSection
{
    static readonly bool[] _weights = [false, true];

    public static string Of(DatasetRuns data)
    {
        var sample = data.Mixer.Runs[0].Trained!.Sites[data.Mixer.Sites[0]].Sample;
        var table = new MarkdownTable(
            "model", "site", "reference, initial", "ours, initial", "reference, trained", "ours, trained");
        foreach (var model in data.Models)
        {
            foreach (var (i, site) in ReferenceRanks.Sites.Index())
            {
                string[] Pair(bool trained) =>
                [
                    Figures.Fixed(ReferenceRanks.Of(model.Model, trained)[i], 2),
                    model.Rank(site, ReferenceRanks.Variant, trained).Level(),
                ];
                table.Add([model.Model, site, .. _weights.SelectMany(Pair)]);
            }
        }

        var agreements = data.Models.SelectMany(model => _weights.Select(trained => Agreement(model, trained)));
        return $"""
            ## Beside the reference implementation

            The reference's numbers (`entropy_rank_sv`, frappe_x1, the same settings) are means over 4096 **test** rows
            of one run per model; ours are means over {sample} **validation** rows and {data.Mixer.Runs.Count} seeds,
            with their 95 % interval. The reference has no stage between mixing and P-FFN.

            {table}{string.Join("\n", agreements)}


            """;
    }

    static string Agreement(ModelRuns model, bool trained)
    {
        var reference = ReferenceRanks.Of(model.Model, trained);
        var ours = ReferenceRanks.Sites.Select(site => model.Rank(site, ReferenceRanks.Variant, trained).Mean).ToList();
        var steps = ours.Count - 1;
        int Direction(int i) => Math.Sign(Math.Round(reference[i] - reference[i - 1], 2));
        var differs = Enumerable.Range(1, steps).Where(i => Direction(i) != Math.Sign(ours[i] - ours[i - 1])).ToList();
        var far = Enumerable.Range(0, ours.Count).MaxBy(i => Math.Abs(ours[i] - reference[i]));
        var sites = string.Join(", ", differs.Select(i => ReferenceRanks.Sites[i]));
        var gap = Figures.Signed(ours[far] - reference[far], 2);
        return $"- {model.Model}, {(trained ? "trained" : "initial")}: the mean moves in the same direction in "
            + $"{steps - differs.Count} of {steps} steps{(differs.Count == 0 ? "" : $" (not into {sites})")}; "
            + $"the largest difference of level is {gap} at {ReferenceRanks.Sites[far]}.";
    }
}
