using System.Text;
using RankElastor.Experiments.Pages;
using RankElastor.Numerics.Statistics;
using RankElastor.Report.Drawing;

namespace RankElastor.Experiments.Studies;

/// <summary>The page of a study: verdicts, pairs, models with ranks beside losses, budgets, and how it was judged.
/// Everything measured by a clock is in costs.csv, so that the page does not depend on who worked when.</summary>
static class StudyPage
{
    /// <summary>The file's name.</summary>
    public const string File = "study.md";

    /// <summary>Markdown.</summary>
    public static string Write(StudyTable table)
    {
        var page = new StringBuilder($"# Study on {table.Dataset}\n\n");
        Head(page, table);
        page.Append($"![Differences of each pair with 95 % intervals, metric by metric]({StudyFigure.File})\n\n");
        foreach (var (metric, pairs) in table.Families)
        {
            Pairs(page, table, metric, pairs);
        }

        Models(page, table);
        Budgets(page, table);
        page.Append(How(table.Request));
        return page.ToString();
    }

    static void Head(StringBuilder page, StudyTable table)
    {
        var (machine, request, labels) = (MachineInfo.Describe(), table.Request, table.Rows.Labels);
        var hashes = table.Arms.SelectMany(arm => arm.Units).Select(unit => unit.DataHash[..12]).Distinct();
        var groups = table.Rows.Groups.Length == 0 ? ""
            : $", {Figures.Whole(table.Rows.Groups.Distinct().Count())} groups";
        page.Append($"`{request.Command}`\n\n")
            .Append($"Commit {MachineInfo.Commit()}, {machine["cores"]} cores, {machine["cpu"]}; seeds ")
            .Append($"{string.Join(", ", request.AllSeeds)}; data {string.Join(", ", hashes)}: ")
            .Append($"{Figures.Whole(labels.Length)} test rows, ")
            .Append($"{Figures.Whole(labels.Count(label => label > 0.5f))} positive{groups}. ")
            .Append("Weights chosen on validation rows");
        var facts = table.Arms.SelectMany(arm => arm.Units).Select(unit => unit.Result.Selection?.Fact ?? "")
            .Where(fact => fact.Length > 0).Distinct();
        page.Append(string.Concat(facts.Select(fact => $", {fact}")))
            .Append("; every pair is tested on the same rows. Before the first run: ")
            .Append(StudyPower.Sentence(request.Seeds, request.Pairs.Count)).Append("\n\n");
    }

    static void Pairs(StringBuilder page, StudyTable table, StudyMetric metric, IReadOnlyList<StudyPair> pairs)
    {
        var better = metric.Direction > 0 ? "more" : "less";
        page.Append($"## {metric.Name}: {better} is better\n\n");
        var table1 = new MarkdownTable(
            "pair", "difference, seeds and rows", "seeds alone", $"rows alone ({metric.RowTest})", "p (Holm)",
            "p (bootstrap)", "p of equality (Holm)", "verdict");
        foreach (var pair in pairs)
        {
            var (low, high) = StudyTable.OverRows(pair);
            table1.Add(
                table.Text(pair), pair.Gain.Both.Interval.Change(5),
                pair.Gain.Seeds.Interval.Change(5), $"[{Figures.Signed(low, 5)}, {Figures.Signed(high, 5)}]",
                Probability(pair.P), Drawn(pair.Bootstrap), Probability(pair.PWithin), pair.Verdict);
        }

        page.Append(table1);
    }

    static string Probability(double p) => p < 0.0001 ? "< 0.0001" : Figures.Fixed(p, 4);

    static string Drawn(PairedBootstrap? bootstrap) => bootstrap is not { } drawn ? Figures.Missing
        : $"{Figures.Fixed(drawn.P, 4)} ± {Figures.Fixed(drawn.MonteCarloError, 4)}";

    static void Models(StringBuilder page, StudyTable table)
    {
        page.Append("## Models\n\nMean ± standard deviation over seeds [95 % interval of the mean]. The rank is the ")
            .Append("entropy rank on singular values of a row's matrix (tokens, or vectors of fields) at the last ")
            .Append("site that has one, the ratio that to matrices without structure of the same shape.\n\n");
        var models = new MarkdownTable(
            ["model", .. table.Metrics.Select(metric => metric.Name), "last site", "entropy rank (sv)", "ratio"]);
        foreach (var arm in table.Arms)
        {
            models.Add([
                arm.Name, .. table.Metrics.Select(metric => Score(arm, metric)),
                arm.Units[0].LastSite ?? Figures.Missing, arm.Last(StudyTable.Rank).Level(2),
                arm.Last(StudyTable.Ratio).Level(3),
            ]);
        }

        page.Append(models);
    }

    static string Score(StudyArm arm, StudyMetric metric)
    {
        var mean = arm.Of(metric);
        return $"{Figures.LongScore(mean.Mean)} ± {Figures.LongScore(arm.Spread(metric))} "
            + $"[{Figures.LongScore(mean.Low)}, {Figures.LongScore(mean.High)}]";
    }

    static void Budgets(StringBuilder page, StudyTable table)
    {
        page.Append("## Budgets\n\nWhat each model was allowed and what it used; no run had a limit of time. Seconds, ")
            .Append("speed and memory as measured are in [costs.csv](costs.csv).\n\n");
        var budgets = new MarkdownTable(
            "model", "dense parameters", "embedding parameters", "epochs at most", "patience", "epochs by seed",
            "best epoch by seed");
        foreach (var arm in table.Arms)
        {
            var training = table.Request.Make(arm.Experiment, table.Request.FirstSeed).Training;
            var runs = arm.Units.Select(unit => unit.Result).ToList();
            budgets.Add(
                arm.Name, Figures.Count(runs[0].Parameters["dense"]), Figures.Count(runs[0].Parameters["embedding"]),
                Figures.Whole(training.Epochs), Figures.Whole(training.EarlyStopPatience),
                string.Join(", ", runs.Select(run => run.Epochs)),
                string.Join(", ", runs.Select(run => run.BestEpoch)));
        }

        page.Append(budgets);
    }

    static string How(StudyRequest request) => $"""
        ## How it was judged

        Difference: mean over seeds of the metric less that of the pair's other model, seed by seed, on the same rows.
        Its variance has two sources: s² / n of the differences of n seeds, and the mean covariance over rows of two
        seeds' differences (by DeLong's placements for AUC, by rows for logloss, by groups for gAUC), which is what
        seeds share. Interval and tests are those of the sum of both errors, Student's t for seeds and normal for rows
        (Behrens and Fisher). "Rows alone" holds the seeds: what another test set would do to these runs;
        {PairedBootstrap.Usual:0} resamples, p-values with their Monte-Carlo error.

        Verdicts are after Holm over the pairs of one metric, at 5 %:
        {Equality(request.Margin)}`better` and `worse` where "no difference" is rejected;
        `not decided` otherwise, with about the difference that would have been found in eight of ten such studies
        (MDE, the points of level and power added). AUC is the first metric; the others are families of their own. Rows
        of one user count as independent in AUC and logloss, not in gAUC. Nothing here says that budgets of tuning were
        equal.

        Tables: [study.csv](study.csv) by unit, [pairs.csv](pairs.csv) by pair and seed, [costs.csv](costs.csv). Scores
        of a unit: `test_scores.npy` in its run's folder; labels and groups: `test_rows`.

        """;

    static string Equality(double? margin) => margin is not { } limit ? ""
        : $"`equal within {Figures.Exact(limit)}` where two one-sided t-tests reject a difference as large as that, "
            + "whichever way it points;\n";
}
