using System.Text;
using RankElastor.Data.Datasets;
using RankElastor.Experiments.Lab;
using RankElastor.Experiments.Pages;
using RankElastor.Experiments.Searches;
using RankElastor.Numerics.Statistics;
using RankElastor.Report.Drawing;
using RankElastor.Tuning;

namespace RankElastor.Experiments.Guidance;

/// <summary>The page: searches side by side, and every trained point with ranks beside its loss.</summary>
static class GuidancePage
{
    /// <summary>Markdown.</summary>
    public static string Write(FinishedSearch search, IReadOnlyList<GuidanceArm> arms, LabRequest request)
    {
        var (machine, space) = (MachineInfo.Describe(), search.Space);
        var page = new StringBuilder($"# Guided by ranks: {space.Name}\n\n");
        page.Append($"`rankelastor lab guidance --config {space.Path} --seed {request.FirstSeed}`, commit ")
            .Append($"{MachineInfo.Commit()}, {machine["cores"]} cores, {machine["cpu"]}; data {space.DataId}. All ")
            .Append($"{Figures.Whole(search.Points.Count)} points were trained once; each search is replayed on them ")
            .Append($"{Figures.Whole(GuidanceExperiment.Replays)} times from random starts, the same for all local ")
            .Append("ones, until every point is tried. Intervals are over replays: they say nothing about another ")
            .Append("table. Advice: one block less where the rank does not grow in the last one; a wider matrix where ")
            .Append($"a site has {Figures.Fixed(RankGuide.Saturated, 2)} or more of a structureless matrix's entropy ")
            .Append("rank (singular values). Guide: ")
            .Append(string.Join(", ", space.Search.Guide.Select(pair => $"`{pair.Key}` {pair.Value}"))).Append(".\n\n")
            .Append($"![Distance from the best point against trainings]({GuidanceFigure.File})\n\n");
        Arms(page, search, arms);
        Points(page, search);
        return page.ToString();
    }

    static void Arms(StringBuilder page, FinishedSearch search, IReadOnlyList<GuidanceArm> arms)
    {
        var (plain, table) = (arms.Single(arm => arm.Name == GuidanceArm.Local), TriedTable.Of(search));
        page.Append($"Trials until the validation {search.Training.Monitor} is within ")
            .Append($"{Figures.Fixed(TriedTable.Near, 4)} of the best point's, {Figures.LongScore(table.Best)}; ")
            .Append(Figures.Whole(table.Points.Count(point => point.Score >= table.Best - TriedTable.Near)))
            .Append(" points are.\n\n");
        var rows = new MarkdownTable(
            "search", "trials: mean", "median", "95 %", "epochs: mean", "trials saved to local",
            "distance after 5 trials", "after 10", "after 20");
        foreach (var arm in arms)
        {
            double[] trials = [.. arm.Trials.Order().Select(count => (double)count)];
            string After(int count) => count > arm.Regret.Count ? Figures.Missing
                : Figures.Fixed(arm.Regret[count - 1], 5);
            rows.Add(
                arm.Name, Figures.Fixed(arm.MeanTrials, 1), Figures.Fixed(trials[trials.Length / 2], 0),
                Figures.Fixed(trials[(int)(0.95 * trials.Length)], 0), Figures.Fixed(arm.Epochs.Average(), 0),
                arm == plain ? Figures.Missing : new PairedDifferences(
                    plain.Trials.Zip(arm.Trials, (without, with) => (double)(without - with))).Mean.Change(1),
                After(5), After(10), After(20));
        }

        page.Append(rows);
    }

    static void Points(StringBuilder page, FinishedSearch search)
    {
        page.Append("## Every point\n\nBest validation first. The rank is the ratio at the last site with a matrix ")
            .Append("per row, and how far it rises in the last block. Test metrics chose nothing.\n\n");
        var space = search.Space;
        var rows = new MarkdownTable(
            [.. space.Dimensions.Select(dimension => dimension.Name), "epochs", "validation", "logloss",
                "test AUC", "ratio: last site", "rise in the last block"]);
        foreach (var entry in search.Ranked)
        {
            var point = entry.Tried(search.Training.Monitor);
            rows.Add([
                .. entry.Values.Select(TunerDimension.Text), Figures.Whole(point.Epochs),
                Figures.LongScore(search.Monitor(entry)),
                Figures.LongScore(point.Valid.GetValueOrDefault("logloss", double.NaN)),
                Figures.LongScore(entry.Result?.Test.GetValueOrDefault("AUC", double.NaN) ?? double.NaN),
                Figures.Fixed(RankGuide.RatioAtEnd(point), 3), Figures.Signed(RankGuide.Growth(point), 3),
            ]);
        }

        page.Append(rows);
    }
}
