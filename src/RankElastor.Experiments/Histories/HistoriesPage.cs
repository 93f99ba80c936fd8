using System.Text;
using RankElastor.Data.Planted.Histories;
using RankElastor.Experiments.Lab;
using RankElastor.Experiments.Pages;
using RankElastor.Report.Drawing;

namespace RankElastor.Experiments.Histories;

/// <summary>The page of what models gain by histories: metrics, differences from twins, ranks and losses.</summary>
static class HistoriesPage
{
    const string Rank = "entropy_rank_sv", Ratio = "baseline_ratio";
    static readonly string[] _metrics = ["AUC", "gAUC", "logloss"];

    /// <summary>Markdown.</summary>
    public static string Write(
        LabRequest request, IReadOnlyList<LabArm> arms,
        IReadOnlyList<(LabArm With, LabArm Twin)> pairs, HistoryTruth? truth)
    {
        var machine = MachineInfo.Describe();
        var page = new StringBuilder("# What models gain by a history\n\n");
        page.Append($"`rankelastor lab histories --seeds {request.Seeds} --seed {request.FirstSeed}`, commit ")
            .Append($"{MachineInfo.Commit()}, {machine["cores"]} cores, {machine["cpu"]}. Test split, weights chosen ")
            .Append("on validation; mean ± standard deviation over the seeds.\n\n");
        if (truth is not null)
        {
            page.Append($"The law is known: the best possible AUC on these rows is {Figures.Score(truth.BayesAuc)}, ")
                .Append($"without the history {Figures.Score(truth.BlindAuc)}.\n\n");
        }

        string[] metrics = [.. _metrics.Where(metric => arms.All(arm => arm.Has(metric)))];
        Metrics(page, arms, metrics, truth);
        Gains(page, pairs, metrics);
        Ranks(page, arms);
        return page.ToString();
    }

    static void Metrics(
        StringBuilder page, IReadOnlyList<LabArm> arms, string[] metrics, HistoryTruth? truth)
    {
        var table = new MarkdownTable(["experiment", .. metrics, .. truth is null ? (string[])[] : ["below the best"]]);
        foreach (var arm in arms)
        {
            table.Add(
            [
                arm.Experiment,
                .. metrics.Select(metric =>
                    $"{Figures.LongScore(arm.Of(metric).Mean)} ± {Figures.LongScore(arm.Spread(metric))}"),
                .. truth is null ? (string[])[] : [Figures.Score(truth.BayesAuc - arm.Of("AUC").Mean)],
            ]);
        }

        page.Append(table);
    }

    static void Gains(
        StringBuilder page, IReadOnlyList<(LabArm With, LabArm Twin)> pairs, string[] metrics)
    {
        if (pairs.Count == 0)
        {
            return;
        }

        page.Append("## With a history less without\n\nPaired by seed, with 95 % intervals.\n\n");
        var table = new MarkdownTable(["experiment", .. metrics]);
        foreach (var (with, twin) in pairs)
        {
            table.Add([with.Experiment, .. metrics.Select(metric => with.Less(twin, metric).Change(4))]);
        }

        page.Append(table);
    }

    static void Ranks(StringBuilder page, IReadOnlyList<LabArm> arms)
    {
        page.Append("## Ranks of rows, beside the logloss\n\nEntropy rank on singular values of the best weights, and ")
            .Append("its ratio to matrices without structure of as many rows; padding never counts.\n\n");
        var table = new MarkdownTable("experiment", "site", "rank", "ratio", "logloss");
        foreach (var arm in arms)
        {
            foreach (var site in arm.Sites)
            {
                table.Add(
                    arm.Experiment, site, Figures.Fixed(arm.At(site, Rank).Mean, 2),
                    Figures.Fixed(arm.At(site, Ratio).Mean, 3), Figures.Score(arm.Of("logloss").Mean));
            }
        }

        page.Append(table);
    }
}
