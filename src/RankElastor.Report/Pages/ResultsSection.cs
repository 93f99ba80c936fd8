using RankElastor.Report.Charts;
using RankElastor.Report.Drawing;
using RankElastor.Report.Reading;
using RankElastor.Training.Records;

namespace RankElastor.Report.Pages;

/// <summary>The front of the report: what ran, the verdict, and the table of results.</summary>
static class ResultsSection
{
    public static void WriteHead(Html html, RunSet set, string title)
    {
        html.Raw($"""<header><h1>{title}</h1><p class="facts">{Facts(set)}</p>""");
        html.Raw($"""<p class="verdict">{Verdict(set)}</p></header>""");
    }

    /// <summary>The results: tiles of one run; of several, a row per run, above them the means over seeds.</summary>
    public static void Write(Html html, RunSet set)
    {
        html.Raw($"""<section id="results"><h2>Results</h2>""");
        if (set.IsSingle)
        {
            html.Raw($"""<dl class="tiles">{Metrics(set).Concat(Costs()).Select(Tile).OfType<Markup>()}</dl>""");
        }
        else
        {
            WriteTables(html, set);
        }

        var remarks = set.Runs.Where(run => run.Result is not null).SelectMany(run =>
            run.Result!.Remarks.Select(remark => set.IsSingle ? remark : $"{run.Label}: {remark}")).ToList();
        if (remarks.Count > 0)
        {
            html.Raw($"""<ul class="warnings">{remarks.Select(Html.Item)}</ul>""");
        }

        html.Raw($"""<p class="note">{Explanations.Results}</p></section>""");

        Markup? Tile(Column column)
        {
            var cell = column.Cell(set.Runs[0]);
            Markup tile = $"<div><dt>{column.Name}</dt><dd>{cell}</dd></div>";
            return cell == Figures.Missing ? null : tile;
        }
    }

    static void WriteTables(Html html, RunSet set)
    {
        bool IsKnown(Column column) => set.Runs.Any(run => column.Cell(run) != Figures.Missing);
        var hasSeeds = set.Groups.Any(group => group.HasSeeds);
        var metrics = Metrics(set).Where(IsKnown).ToList();
        string[] Means(RunGroup group) =>
            [group.Label, Figures.Whole(group.Runs.Count), .. metrics.Select(metric => Mean(group, metric.Value!))];
        if (hasSeeds)
        {
            string[] header = ["mean over seeds ± 95 %", "seeds", .. metrics.Select(metric => metric.Name)];
            html.Table(header, set.Groups.Select(Means));
        }

        List<Column> columns =
        [
            new("model", run => run.Manifest.Model),
            new("seed", run => Figures.Whole(run.Manifest.Seed)),
            .. metrics,
            .. Costs().Where(IsKnown),
        ];
        html.Fold("Every run", open: !hasSeeds);
        html.Table(["run", .. columns.Select(column => column.Name)],
            set.Runs.Select(run => (string[])[run.Label, .. columns.Select(column => column.Cell(run))]));
        html.Raw($"</details>");
    }

    static string Mean(RunGroup group, Func<RunView, double> value)
    {
        var mean = group.Of(value);
        return group.Undefined(value) is { Length: > 0 } reason ? reason
            : Figures.LongScore(mean.Mean) + (double.IsFinite(mean.Half) ? " ± " + Figures.LongScore(mean.Half) : "");
    }

    public static string Verdict(RunSet set)
    {
        if (!set.IsSingle)
        {
            var split = set.Runs.Any(run => run.TestMetrics.Count > 0) ? "test" : "validation";
            var hasAuc = set.Runs.Any(run => double.IsFinite(Metric.Of(run.ValidMetrics, Metric.Auc)));
            return ModelComparison.Of(set, hasAuc ? "AUC" : Metric.Logloss, split) + Seeds(set);
        }

        var run = set.Runs[0];
        var metrics = run.TestMetrics.Count > 0 ? run.TestMetrics : run.ValidMetrics;
        if (metrics.Count == 0)
        {
            var end = run.Steps is not [.., var last] ? ""
                : $"; the last record is step {Figures.Count(last.Step)} with training loss {Figures.Score(last.Loss)}";
            return $"The run of {run.Manifest.Model} was interrupted before its first evaluation{end}.";
        }

        var name = run.TestMetrics.Count > 0 ? "test" : "validation";
        var auc = Metric.Of(metrics, Metric.Auc);
        (string Name, double Value)[] main = [("AUC", auc), (Metric.Logloss, Metric.Of(metrics, Metric.Logloss))];
        var reached = main
            .Where(metric => double.IsFinite(metric.Value))
            .Select(metric => $"{name} {metric.Name} {Figures.Score(metric.Value)}")
            .DefaultIfEmpty("no AUC or logloss");
        var bayes = run.Option("bayes_auc");
        var gap = $", {Gap(auc - bayes)} the best possible (Bayes) AUC {Figures.Score(bayes)}";
        return $"{run.Manifest.Model} reached {string.Join(" and ", reached)}"
            + (run.BestEpoch is null ? "" : $" with the weights of epoch {KeptEpoch(run)}")
            + (double.IsFinite(bayes - auc) ? gap : "") + "."
            + (run.Result is null ? " The run has no result record: it was interrupted, or it is still going." : "");
    }

    static string Gap(double gap) => $"{Figures.Score(Math.Abs(gap))} {(gap < 0 ? "below" : "above")}";

    static string Seeds(RunSet set)
    {
        var seeds = set.Runs.GroupBy(run => (run.Manifest.Model, run.Manifest.Dataset))
            .Max(same => same.Select(run => run.Manifest.Seed).Distinct().Count());
        var data = set.Runs.Select(run => run.Manifest.DataHash).Distinct().Count();
        return (data > 1 ? " The runs do not share their data, so their metrics are not comparable." : "")
            + (seeds == 1 ? " Each model has one seed only: a small difference may be luck." : "");
    }

    static string KeptEpoch(RunView run) => run.BestEpoch is not { } best ? Figures.Missing
        : $"{Figures.Whole(best)} of {Figures.Whole(run.Result?.Epochs ?? run.Evaluations[^1].Record.Epoch)}";

    static IEnumerable<Markup> Facts(RunSet set)
    {
        var manifests = set.Runs.Select(run => run.Manifest).ToList();
        static string Data(ManifestRecord run) => run.Dataset + (run.DataLabel.Length > 0 ? $" ({run.DataLabel})" : "");
        (string Name, string Text)[] facts =
        [
            ("data", string.Join(", ", manifests.Select(Data).Distinct())),
            ("rows", set.IsSingle ? Rows(manifests[0].Rows) : ""),
            ("weights chosen on", Some(manifests.Select(run => run.Selection?.Fact).Where(fact => fact is [_, ..])!)),
            ("experiment", Some(manifests.Select(run => run.Experiment))),
            ("seed", Some(manifests.Select(run => Figures.Whole(run.Seed)))),
            ("started", set.IsSingle ? manifests[0].Started : ""),
        ];
        return facts.Where(fact => fact.Text.Length > 0).Select(fact => Fact(fact.Name, fact.Text));
    }

    static Markup Fact(string name, string text) => $"<span><b>{name}</b> {text}</span>";

    static string Rows(IReadOnlyDictionary<string, long> rows) => string.Join(", ", rows
        .OrderByDescending(split => split.Key == "train").ThenByDescending(split => split.Key == "valid")
        .ThenBy(split => split.Key, StringComparer.Ordinal)
        .Select(split => $"{split.Key} {Figures.Count(split.Value)}"));

    static string Some(IEnumerable<string> names)
    {
        const int Most = 6;
        var all = names.Distinct().ToList();
        var rest = all.Count - Most;
        return string.Join(", ", all.Take(Most)) + (rest > 0 ? $" and {Figures.Whole(rest)} more" : "");
    }

    /// <summary>Metrics of both splits, then the gap to the best possible.</summary>
    static IEnumerable<Column> Metrics(RunSet set)
    {
        return
        [
            .. Split("test", run => run.TestMetrics),
            .. Split("validation", run => run.ValidMetrics),
            Logistic("AUC"),
            Logistic(Metric.Logloss),
            Recalibrated(Metric.Logloss),
            Recalibrated("ECE"),
            GapTo("test AUC − Bayes AUC", Metric.Auc),
            GapTo("test logloss − Bayes logloss", Metric.Logloss),
        ];

        IEnumerable<Column> Split(string split, Func<RunView, IReadOnlyDictionary<string, double>> metrics) =>
            Metric.Order(set.Runs.SelectMany(run => metrics(run).Keys))
                .Select(name => Of($"{split} {name}", run => Metric.Of(metrics(run), name), Figures.LongScore));

        static Column Logistic(string metric) => Of($"test {metric} of a logistic regression",
            run => run.Result?.Logistic is { } simple ? Metric.Of(simple.Test, metric) : double.NaN, Figures.LongScore);

        static Column Recalibrated(string metric) => Of($"test {metric} recalibrated",
            run => run.Result?.Calibration?.Readings is { } readings
                && readings.FirstOrDefault(reading => reading is { Split: "test", Answers: "recalibrated" }) is { } test
                ? Metric.Of(test.Metrics, metric) : double.NaN, Figures.LongScore);

        static Column GapTo(string name, string metric) => Of(name,
            run => Metric.Of(run.TestMetrics, metric) - run.Option("bayes_" + metric), gap => Figures.Signed(gap, 5));

        static Column Of(string name, Func<RunView, double> value, Func<double, string> text) =>
            new(name, run => text(value(run)), value);
    }

    static IEnumerable<Column> Costs() =>
    [
        new("kept epoch", KeptEpoch),
        new("dense parameters", run => Parameters(run, "dense")),
        new("embedding parameters", run => Parameters(run, "embedding")),
        new("embedding update", run => run.Manifest.EmbeddingUpdate),
        new("embedding storage", run => run.Manifest.EmbeddingStorage),
        new("training samples per second", run => Figures.Count(run.Result?.SamplesPerSecond ?? double.NaN)),
        new("wall time", run => Figures.Duration(run.Result?.Seconds ?? double.NaN)),
        new("peak memory (MB)", run => Figures.Count(run.Result?.PeakRssMb ?? double.NaN)),
    ];

    static string Parameters(RunView run, string kind) =>
        run.Result?.Parameters.TryGetValue(kind, out var count) == true ? Figures.Count(count) : Figures.Missing;

    /// <summary>A column of the table of runs; a metric has a value, so that seeds can be averaged.</summary>
    sealed record Column(string Name, Func<RunView, string> Cell, Func<RunView, double>? Value = null);
}
