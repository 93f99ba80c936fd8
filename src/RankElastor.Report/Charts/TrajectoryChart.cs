using RankElastor.Report.Drawing;
using RankElastor.Report.Reading;
using RankElastor.Training.Records;

namespace RankElastor.Report.Charts;

/// <summary>
/// A variant of the rank through the sites: mean over sampled rows with the band from 5 % to 95 %, trained over initial weights, and
/// the mean of Gaussian matrices of the same shape as a dashed line at each site.
/// </summary>
static class TrajectoryChart
{
    const double Left = 48;
    const double Right = Svg.Width - 12;
    const int MostBands = 3;
    const int MostDots = 6;

    public static Chart Draw(RunSet set, string key)
    {
        var variant = Variant.Of(key);
        var low = Panel.RoomForPlaces(set.Sites, Right - Left);
        var height = 230 + low;
        var svg = new Svg(Svg.Width, height, $"{variant.Name} through the sites");
        var shots = set.Runs.SelectMany(run => new[] { run.Trained, run.Initial }).OfType<Snapshot>();
        var summaries = shots.SelectMany(shot => set.Sites.Select(site => shot.At(site, key))).OfType<MeasureSummary>().ToList();
        var bands = set.Runs.Count <= MostBands;
        var panel = new Panel(svg, Axis.Places(set.Sites.Count, Left, Right),
            Axis.Over(summaries.SelectMany(s => bands ? [s.Mean, s.Q05, s.Q95, s.Baseline] : new[] { s.Mean, s.Baseline }), height - low, 30));
        panel.DrawY(variant.IsRank ? variant.Name + " (directions)" : variant.Name);
        panel.DrawPlaces(set.Sites);
        var csv = new Csv("trajectory-" + key, "run", "weights", "epoch", "site", "rows", "columns", "mean", "q05", "q95", "baseline", "ratio", "valid_logloss");
        foreach (var run in set.Runs)
        {
            DrawBaseline(panel, set, run, key);
            DrawShot(panel, set, run, run.Initial, key, true, bands && set.IsSingle, csv);
            DrawShot(panel, set, run, run.Trained, key, false, bands, csv);
        }

        return new Chart(Title(variant), Reading(set, key), Loss(set), svg.ToString(), Legend(set, bands), csv);
    }

    static string Title(Variant variant) => char.ToUpperInvariant(variant.Name[0]) + variant.Name[1..] + " through the model";

    static void DrawShot(Panel panel, RunSet set, RunView run, Snapshot? shot, string key, bool initial, bool band, Csv csv)
    {
        if (shot is null)
        {
            return;
        }

        var points = set.Sites.Select((site, i) => (X: (double)i, Site: site, Summary: shot.At(site, key)))
            .Where(point => point.Summary is not null).Select(point => (point.X, point.Site, Summary: point.Summary!)).ToList();
        if (band)
        {
            panel.Band([.. points.Select(point => (point.X, point.Summary.Q05, point.Summary.Q95))], initial ? "band start" : Paint.Band(run.Index));
        }

        var grey = initial && set.IsSingle;
        panel.Line(points.Select(point => (point.X, point.Summary.Mean)),
            grey ? "line start" : initial ? Paint.ThinLine(run.Index) + " faint" : Paint.Line(run.Index));
        foreach (var (_, site, s) in points)
        {
            csv.Add(run.Label, initial ? "initial" : "trained", Figures.Whole(shot.Epoch), site, Figures.Whole(shot.Sites[site].Rows),
                Figures.Whole(shot.Sites[site].Columns), Figures.Exact(s.Mean), Figures.Exact(s.Q05), Figures.Exact(s.Q95),
                Figures.Exact(s.Baseline), Figures.Exact(s.Ratio), Figures.Exact(shot.Sites[site].ValidLoss));
        }
        if (set.Runs.Count <= MostDots)
        {
            DrawDots(panel, run, points, initial ? "initial weights" : $"epoch {Figures.Whole(shot.Epoch)}", initial ? 2.2 : 3.2,
                grey ? "dot fstart" : Paint.Dot(run.Index) + (initial ? " faint" : ""));
        }
    }

    static void DrawDots(Panel panel, RunView run, List<(double X, string Site, MeasureSummary Summary)> points,
        string weights, double radius, string style) =>
        panel.Dots(points.Select(point => (point.X, point.Summary.Mean,
            $"{run.Label}, {weights}, {point.Site}: {Figures.Short(point.Summary.Mean)} "
            + $"({Figures.Short(point.Summary.Q05)} to {Figures.Short(point.Summary.Q95)}), without structure {Figures.Short(point.Summary.Baseline)}")), radius, style);

    static void DrawBaseline(Panel panel, RunSet set, RunView run, string key)
    {
        for (var i = 0; i < set.Sites.Count; i++)
        {
            var baseline = (run.Trained ?? run.Initial)?.At(set.Sites[i], key)?.Baseline ?? double.NaN;
            var seen = set.Runs.Take(run.Index).Any(other => (other.Trained ?? other.Initial)?.At(set.Sites[i], key)?.Baseline == baseline);
            if (!seen)
            {
                panel.Line([(i - 0.42, baseline), (i + 0.42, baseline)], "rule");
            }
        }
    }

    static List<LegendEntry> Legend(RunSet set, bool bands)
    {
        var legend = set.Runs.Select(run => new LegendEntry(
            set.IsSingle ? run.Trained is { } shot ? $"trained ({Weights(run, shot)})" : "trained: not probed" : run.Label, Paint.Line(run.Index))).ToList();
        legend.Add(set.IsSingle ? new LegendEntry("initial weights", "line start") : new LegendEntry("thin: initial weights", "thin neutral"));
        if (bands)
        {
            legend.Add(new LegendEntry("5–95 % of rows", set.IsSingle ? Paint.Band(0) : "band start", IsArea: true));
        }

        legend.Add(new LegendEntry("no structure (Gaussian matrix of that shape)", "rule"));
        return legend;
    }

    /// <summary>Which weights a snapshot shows.</summary>
    public static string Weights(RunView run, Snapshot shot) =>
        shot.Epoch == 0 ? "initial"
        : shot.Epoch == run.BestEpoch ? $"kept weights, epoch {Figures.Whole(shot.Epoch)}"
        : $"epoch {Figures.Whole(shot.Epoch)}, last probed";

    static string Loss(RunSet set) => string.Join("; ", new[]
    {
        Comparison.Losses(set.Runs, run => run.Trained, "validation logloss, trained:"),
        Comparison.Losses(set.Runs, run => run.Initial, "initial:"),
    }.Where(text => text.Length > 0));

    static string Reading(RunSet set, string key) => set.IsSingle
        ? RunReading(set.Runs[0], key)
        : set.Runs.Count > 4 ? ManyReading(set, key)
        : string.Join("; ", set.Runs.Select(run => ShortReading(run, key)).Where(text => text.Length > 0)) + ".";

    static string ManyReading(RunSet set, string key)
    {
        var changes = new List<double>();
        foreach (var run in set.Runs)
        {
            var means = run.Sites.Select(site => (run.Trained ?? run.Initial)?.At(site, key)).OfType<MeasureSummary>().ToList();
            if (means.Count > 1)
            {
                changes.Add(means[^1].Mean / means[0].Mean - 1);
            }
        }

        return changes.Count == 0 ? ""
            : $"From the first site to the last it rises in {Figures.Whole(changes.Count(change => change > 0))} and falls in "
            + $"{Figures.Whole(changes.Count(change => change < 0))} of {Figures.Whole(changes.Count)} runs, by {Figures.Percent(changes.Min())} to {Figures.Percent(changes.Max())}.";
    }

    static string ShortReading(RunView run, string key)
    {
        var shot = run.Trained ?? run.Initial;
        var sites = run.Sites.Where(site => shot?.At(site, key) is not null).ToList();
        if (shot is null || sites.Count == 0)
        {
            return "";
        }

        var (from, to) = (shot.At(sites[0], key)!, shot.At(sites[^1], key)!);
        return $"{run.Label} {Verb(from.Mean, to.Mean)} from {Figures.Short(from.Mean)} at {sites[0]} to {Figures.Short(to.Mean)} at {sites[^1]} "
            + $"({Figures.Percent(to.Mean / from.Mean - 1)}; as a share of no structure {Figures.Short(from.Ratio)} to {Figures.Short(to.Ratio)})";
    }

    static string RunReading(RunView run, string key)
    {
        var shot = run.Trained ?? run.Initial;
        var sites = run.Sites.Where(site => shot?.At(site, key) is not null).ToList();
        if (shot is null || sites.Count == 0)
        {
            return "";
        }

        var (from, to) = (shot.At(sites[0], key)!, shot.At(sites[^1], key)!);
        var who = shot.Epoch > 0 ? "After training" : "With initial weights";
        if (sites.Count == 1)
        {
            return $"{who} it is {Figures.Short(from.Mean)} at {sites[0]}, {Figures.Short(from.Ratio)} of the value of a matrix without structure.";
        }

        var text = $"{who} it {Verb(from.Mean, to.Mean)} from {Figures.Short(from.Mean)} at {sites[0]} to {Figures.Short(to.Mean)} at {sites[^1]} "
            + $"({Figures.Percent(to.Mean / from.Mean - 1)})";
        if (run.Initial is { } start && shot.Epoch > 0 && start.At(sites[0], key) is { } a && start.At(sites[^1], key) is { } b)
        {
            text += $", with initial weights it {Verb(a.Mean, b.Mean)} from {Figures.Short(a.Mean)} "
                + $"to {Figures.Short(b.Mean)} ({Figures.Percent(b.Mean / a.Mean - 1)})";
        }

        return text + $"; as a share of a matrix without structure "
            + $"it {Verb(from.Ratio, to.Ratio)} from {Figures.Short(from.Ratio)} to {Figures.Short(to.Ratio)}"
            + (SameShape(shot, sites[0], sites[^1]) ? "." : " (the shape of the matrix changes, so this is the fairer comparison).");
    }

    static bool SameShape(Snapshot shot, string first, string last) =>
        (shot.Sites[first].Rows, shot.Sites[first].Columns) == (shot.Sites[last].Rows, shot.Sites[last].Columns);

    static string Verb(double from, double to) => to > from ? "rises" : to < from ? "falls" : "stays";
}
