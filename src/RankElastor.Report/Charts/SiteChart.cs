using RankElastor.Numerics.Statistics;
using RankElastor.Report.Drawing;
using RankElastor.Report.Reading;

namespace RankElastor.Report.Charts;

/// <summary>
/// A variant of the rank at one site by epoch, one line per model; or the validation logloss of the same epochs. Of several seeds: mean and 95 % interval over seeds, up to the
/// last epoch that all of them reached.
/// </summary>
static class SiteChart
{
    const double Height = 250;
    const int MostMarks = 12;

    public static Chart DrawSite(RunSet set, string site, string key)
    {
        var variant = Variant.Of(key);
        var with = set.Groups.Where(group => group.Runs.Any(run => run.Sites.Contains(site))).ToList();
        var chart = Draw(set, with, shot => shot.At(site, key)?.Mean ?? double.NaN, site, variant.Axis, $"dynamics-{key}-{site}", "mean");
        return chart with { Loss = Comparison.Losses(with, run => run.Trained, "validation logloss, trained:") };
    }

    public static Chart DrawLoss(RunSet set) => Draw(set, set.Groups, shot => shot.ValidLoss, "Validation logloss at the probed epochs",
        "validation logloss (nats per row)", "dynamics-logloss", "valid_logloss");

    static Chart Draw(RunSet set, IReadOnlyList<RunGroup> groups, Func<Snapshot, double> value, string title, string axis, string name, string column)
    {
        var lines = groups.Select(group => (Group: group, Points: Points(group, value))).Where(line => line.Points.Count > 0).ToList();
        var sentences = lines.Where(line => line.Points.Count > 1).Select(line => Sentence(line.Group, line.Points)).ToList();
        var reading = sentences.Count == 0 ? "One probed epoch only." : string.Join("; ", sentences.Take(4)) + (sentences.Count > 4 ? "; …" : ".");
        var svg = new Svg(Svg.Width, Height, $"{title}: {axis} by epoch. {reading}");
        var shots = set.Runs.SelectMany(run => run.Snapshots).ToList();
        var panel = new Panel(svg, Axis.Epochs(shots.Min(shot => shot.Epoch), shots.Max(shot => shot.Epoch), 52, Svg.Width - 16),
            Axis.Over(lines.SelectMany(line => line.Points).SelectMany(point => new[] { point.Value.Mean, point.Value.Low, point.Value.High }), Height - 46, 30));
        panel.DrawY(axis);
        panel.DrawX("epoch");
        var csv = new Csv(name, "model", "seeds", "epoch", column, "ci95_low", "ci95_high");
        foreach (var (group, points) in lines)
        {
            panel.Band([.. points.Where(point => double.IsFinite(point.Value.Half)).Select(point => (point.Epoch, point.Value.Low, point.Value.High))], Paint.Band(group.Index));
            panel.Line(points.Select(point => (point.Epoch, point.Value.Mean)), Paint.Line(group.Index));
            if (set.Groups.Count <= MostMarks)
            {
                panel.Marks(points.Select(point => (point.Epoch, point.Value.Mean, $"{group.Label}, epoch {Figures.Exact(point.Epoch)}: {Figures.Short(point.Value.Mean)}")),
                    3, group.Index, Paint.Dot(group.Index));
            }

            points.ForEach(point => csv.Add(group.Label, Figures.Whole(group.Runs.Count), Figures.Exact(point.Epoch), Figures.Exact(point.Value.Mean),
                Figures.Exact(point.Value.Low), Figures.Exact(point.Value.High)));
        }

        List<LegendEntry> legend = [.. groups.Select(group => new LegendEntry(group.Label, Paint.Line(group.Index), Group: group.Index))];
        if (groups.Any(group => group.HasSeeds))
        {
            legend.Add(new LegendEntry("band: 95 % interval of the mean over seeds", "band start", IsArea: true));
        }

        return new Chart(title, reading, "", svg.ToString(), legend, csv);
    }

    static List<(double Epoch, Interval Value)> Points(RunGroup group, Func<Snapshot, double> value) =>
        [.. group.Runs.SelectMany(run => run.Snapshots).GroupBy(shot => shot.Epoch).Where(epoch => epoch.Count() == group.Runs.Count)
            .Select(epoch => ((double)epoch.Key, Value: Interval.OfMean(epoch.Select(value)))).Where(point => double.IsFinite(point.Value.Mean)).OrderBy(point => point.Item1)];

    static string Sentence(RunGroup group, List<(double Epoch, Interval Value)> points)
    {
        var (first, last) = (points[0].Value.Mean, points[^1].Value.Mean);
        return $"{group.Label} {(last > first ? "rises" : last < first ? "falls" : "stays")} from {Figures.Short(first)} to {Figures.Short(last)}";
    }
}
