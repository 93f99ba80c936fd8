using RankElastor.Report.Charts;
using RankElastor.Report.Drawing;
using RankElastor.Report.Reading;

namespace RankElastor.Report.Pages;

/// <summary>The front of the report: what ran, the verdict, and the table of results.</summary>
static class ResultsSection
{
    /// <summary>Title, circumstances and verdict.</summary>
    public static void WriteHead(Html html, RunSet set, string title)
    {
        html.Raw($"<header><h1>{Html.Text(title)}</h1><p class=\"facts\">{Facts(set)}</p>");
        html.Raw($"<p class=\"verdict\">{Html.Text(Verdict(set))}</p></header>");
    }

    /// <summary>The table of results; of several runs a row each, above them the means over seeds.</summary>
    public static void Write(Html html, RunSet set)
    {
        html.Raw("<section id=\"results\"><h2>Results</h2>");
        var rows = Rows(set).Where(row => row.Skip(1).Any(cell => cell != Figures.Missing));
        if (set.IsSingle)
        {
            var tiles = rows.Skip(2).Select(row => $"<div><dt>{Html.Text(row[0])}</dt><dd>{Html.Text(row[1])}</dd></div>");
            html.Raw($"<dl class=\"tiles\">{string.Concat(tiles)}</dl>");
        }
        else
        {
            WriteTables(html, set, [.. rows]);
        }

        html.Raw($"<p class=\"note\">{Html.Text(Explanations.Results)}</p></section>");
    }

    static void WriteTables(Html html, RunSet set, List<IReadOnlyList<string>> rows)
    {
        if (set.Groups.Any(group => group.HasSeeds))
        {
            html.Table(["mean over seeds ± 95 %", "seeds", .. rows.Skip(2).Where(IsMetric).Select(row => row[0])], set.Groups.Select(group => (IReadOnlyList<string>)
                [group.Label, Figures.Whole(group.Runs.Count), .. rows.Skip(2).Where(IsMetric).Select(row => Mean(group, row))]));
        }

        html.Raw($"<details class=\"group\"{(set.Groups.Any(group => group.HasSeeds) ? "" : " open")}><summary>Every run</summary>");
        html.Table(["run", .. rows.Select(row => row[0])], set.Runs.Select((run, i) => (IReadOnlyList<string>)[run.Label, .. rows.Select(row => row[i + 1])]));
        html.Raw("</details>");
    }

    static bool IsMetric(IReadOnlyList<string> row) => row[0].StartsWith("test ", StringComparison.Ordinal) || row[0].StartsWith("validation ", StringComparison.Ordinal);

    static string Mean(RunGroup group, IReadOnlyList<string> row)
    {
        var mean = group.Of(run => double.TryParse(row[run.Index + 1].Replace('−', '-'), System.Globalization.CultureInfo.InvariantCulture, out var value) ? value : double.NaN);
        return Figures.LongScore(mean.Mean) + (double.IsFinite(mean.Half) ? " ± " + Figures.LongScore(mean.Half) : "");
    }

    /// <summary>What the runs reached, in words.</summary>
    public static string Verdict(RunSet set)
    {
        if (!set.IsSingle)
        {
            var split = set.Runs.Any(run => run.TestMetrics.Count > 0) ? "test" : "validation";
            var metric = set.Runs.Any(run => double.IsFinite(Metric.Of(run.ValidMetrics, Metric.Auc))) ? "AUC" : Metric.Logloss;
            return Comparison.Of(set, metric, split) + Seeds(set);
        }

        var run = set.Runs[0];
        var metrics = run.TestMetrics.Count > 0 ? run.TestMetrics : run.ValidMetrics;
        if (metrics.Count == 0)
        {
            return $"The run of {run.Manifest.Model} was interrupted before its first evaluation" + (run.Steps.Count > 0
                ? $"; the last record is step {Figures.Count(run.Steps[^1].Step)} with training loss {Figures.Score(run.Steps[^1].Loss)}." : ".");
        }

        var name = run.TestMetrics.Count > 0 ? "test" : "validation";
        var (auc, loss) = (Metric.Of(metrics, Metric.Auc), Metric.Of(metrics, Metric.Logloss));
        var reached = string.Join(" and ", new[] { ("AUC", auc), (Metric.Logloss, loss) }.Where(pair => double.IsFinite(pair.Item2))
            .Select(pair => $"{name} {pair.Item1} {Figures.Score(pair.Item2)}"));
        var text = $"{run.Manifest.Model} reached {(reached.Length > 0 ? reached : "no AUC or logloss")}"
            + (run.BestEpoch is { } best ? $" with the weights of epoch {Figures.Whole(best)} of {Figures.Whole(Epochs(run))}" : "");
        var bayes = run.Option("bayes_auc");
        text += double.IsFinite(bayes - auc) ? $", {Gap(auc - bayes)} the best possible (Bayes) AUC {Figures.Score(bayes)}." : ".";
        return run.Result is null ? text + " The run has no result record: it was interrupted, or it is still going." : text;
    }

    static string Gap(double gap) => $"{Figures.Score(Math.Abs(gap))} {(gap < 0 ? "below" : "above")}";

    static string Seeds(RunSet set)
    {
        var most = set.Runs.GroupBy(run => (run.Manifest.Model, run.Manifest.Dataset)).Max(same => same.Select(run => run.Manifest.Seed).Distinct().Count());
        var data = set.Runs.Select(run => run.Manifest.DataHash).Distinct().Count();
        return (data > 1 ? " The runs do not share their data, so their metrics are not comparable." : "")
            + (most == 1 ? " Each model has one seed only: a small difference may be luck." : "");
    }

    static int Epochs(RunView run) => run.Result?.Epochs ?? run.Evaluations[^1].Record.Epoch;

    static string Facts(RunSet set)
    {
        var facts = set.Runs.Select(run => run.Manifest).ToList();
        var items = new[]
        {
            ("data", string.Join(", ", facts.Select(m => m.Dataset + (m.DataLabel.Length > 0 ? $" ({m.DataLabel})" : "")).Distinct())),
            ("rows", set.IsSingle ? string.Join(", ", facts[0].Rows
                .OrderByDescending(split => split.Key == "train").ThenByDescending(split => split.Key == "valid")
                .ThenBy(split => split.Key, StringComparer.Ordinal).Select(split => $"{split.Key} {Figures.Count(split.Value)}")) : ""),
            ("experiment", Some(facts.Select(m => m.Experiment))),
            ("seed", Some(facts.Select(m => Figures.Whole(m.Seed)))),
            ("started", set.IsSingle ? facts[0].Started : ""),
        };
        return string.Concat(items.Where(item => item.Item2.Length > 0).Select(item => $"<span><b>{item.Item1}</b> {Html.Text(item.Item2)}</span>"));
    }

    static string Some(IEnumerable<string> names)
    {
        const int Most = 6;
        var all = names.Distinct().ToList();
        return string.Join(", ", all.Take(Most)) + (all.Count > Most ? $" and {Figures.Whole(all.Count - Most)} more" : "");
    }

    static IEnumerable<IReadOnlyList<string>> Rows(RunSet set)
    {
        yield return Row("model", run => run.Manifest.Model);
        yield return Row("seed", run => Figures.Whole(run.Manifest.Seed));
        (string, Func<RunView, IReadOnlyDictionary<string, double>>)[] splits = [("test", run => run.TestMetrics), ("validation", run => run.ValidMetrics)];
        foreach (var (split, metrics) in splits)
        {
            foreach (var metric in Metric.Order(set.Runs.SelectMany(run => metrics(run).Keys)))
            {
                yield return Row($"{split} {metric}", run => Figures.LongScore(Metric.Of(metrics(run), metric)));
            }
        }

        yield return Row("test AUC − Bayes AUC", run => Figures.Signed(Metric.Of(run.TestMetrics, Metric.Auc) - run.Option("bayes_auc"), 5));
        yield return Row("test logloss − Bayes logloss", run => Figures.Signed(Metric.Of(run.TestMetrics, Metric.Logloss) - run.Option("bayes_logloss"), 5));
        yield return Row("kept epoch", run => run.BestEpoch is { } best ? $"{Figures.Whole(best)} of {Figures.Whole(Epochs(run))}" : Figures.Missing);
        yield return Row("dense parameters", run => Count(run, "dense"));
        yield return Row("embedding parameters", run => Count(run, "embedding"));
        yield return Row("embedding update", run => run.Manifest.EmbeddingUpdate);
        yield return Row("embedding storage", run => run.Manifest.EmbeddingStorage);
        yield return Row("training samples per second", run => Figures.Count(run.Result?.SamplesPerSecond ?? double.NaN));
        yield return Row("wall time", run => Figures.Duration(run.Result?.Seconds ?? double.NaN));
        yield return Row("peak memory (MB)", run => Figures.Count(run.Result?.PeakRssMb ?? double.NaN));

        IReadOnlyList<string> Row(string name, Func<RunView, string> cell) => [name, .. set.Runs.Select(cell)];
    }

    static string Count(RunView run, string kind) =>
        run.Result?.Parameters.TryGetValue(kind, out var count) == true ? Figures.Count(count) : Figures.Missing;
}
