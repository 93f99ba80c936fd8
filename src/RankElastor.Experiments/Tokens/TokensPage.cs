using System.Text;
using RankElastor.Experiments.Lab;
using RankElastor.Experiments.Pages;
using RankElastor.Numerics.Statistics;
using RankElastor.Report.Drawing;

namespace RankElastor.Experiments.Tokens;

/// <summary>The page of the token family: losses beside ranks, each model against the first, and ranks at every site.
/// </summary>
static class TokensPage
{
    /// <summary>Markdown.</summary>
    public static string Write(LabRequest request, IReadOnlyList<TokenSet> sets)
    {
        var machine = MachineInfo.Describe();
        var page = new StringBuilder("# The token family side by side\n\n");
        page.Append($"`rankelastor lab tokens --seeds {request.Seeds} --seed {request.FirstSeed}`, commit ")
            .Append($"{MachineInfo.Commit()}, {machine["cores"]} cores, {machine["cpu"]}. Test split, weights chosen ")
            .Append("on validation; mean ± standard deviation over the seeds. Entropy rank on singular values of a ")
            .Append("row's tokens; the ratio is to matrices without structure of the same shape.\n\n")
            .Append($"![Rank of a row's tokens, site by site](figures/{TokensFigure.File})\n\n");
        foreach (var set in sets)
        {
            page.Append($"## {set.Data}\n\n");
            Scores(page, set);
            Sites(page, set);
        }

        return page.ToString();
    }

    /// <summary>The ratio behind the last block less the other model's, paired by seed.</summary>
    public static Interval RatioLess(TokenModel model, TokenModel other) => new PairedDifferences(
        model.Arm.Runs.Zip(other.Arm.Runs, (run, twin) =>
            run.Spectra[model.Last][TokenModel.Ratio] - twin.Spectra[other.Last][TokenModel.Ratio])).Mean;

    static void Scores(StringBuilder page, TokenSet set)
    {
        var table = new MarkdownTable(
            "model", "dense parameters", "AUC", "logloss", "rank: embedding", "rank: last site", "ratio: last site",
            $"AUC less {set.First.Name}'s", $"ratio less {set.First.Name}'s");
        foreach (var model in set.Models)
        {
            var arm = model.Arm;
            string Score(string metric) =>
                $"{Figures.LongScore(arm.Of(metric).Mean)} ± {Figures.LongScore(arm.Spread(metric))}";
            table.Add(
                model.Name, Figures.Whole((int)arm.Runs[0].Parameters["dense"]), Score("AUC"), Score("logloss"),
                Figures.Fixed(arm.At(model.Sites[0], TokenModel.Rank).Mean, 2),
                $"{Figures.Fixed(arm.At(model.Last, TokenModel.Rank).Mean, 2)} ({model.Last})",
                Figures.Fixed(arm.At(model.Last, TokenModel.Ratio).Mean, 3),
                model == set.First ? "–" : arm.Less(set.First.Arm, "AUC").Change(4),
                model == set.First ? "–" : RatioLess(model, set.First).Change(3));
        }

        page.Append(table);
    }

    static void Sites(StringBuilder page, TokenSet set)
    {
        var table = new MarkdownTable("model", "rank at every site (ratio)");
        foreach (var model in set.Models)
        {
            table.Add(model.Name, string.Join(", ", model.Sites.Select(site =>
                $"{site} {Figures.Fixed(model.Arm.At(site, TokenModel.Rank).Mean, 2)} "
                    + $"({Figures.Fixed(model.Arm.At(site, TokenModel.Ratio).Mean, 2)})")));
        }

        page.Append(table);
    }
}
