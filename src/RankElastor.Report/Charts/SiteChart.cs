using RankElastor.Numerics.Statistics;
using RankElastor.Report.Drawing;
using RankElastor.Report.Reading;

namespace RankElastor.Report.Charts;

/// <summary>
/// A variant of the rank at one site by epoch, or the validation logloss; of several seeds up to the last epoch that
/// all of them reached, with a 95 % interval over seeds.
/// </summary>
static class SiteChart
{
    const double Height = 250;
    const int MostMarks = 12;

    public static Chart DrawSite(RunSet set, string site, string key)
    {
        var axis = Variant.Of(key).Axis;
        var groups = set.Groups.Where(group => group.Runs.Any(run => run.Sites.Contains(site))).ToList();
        var csv = NewCsv($"dynamics-{key}-{site}", "mean");
        var chart = Draw(set, groups, shot => shot.At(site, key)?.Mean ?? double.NaN, site, axis, csv);
        return chart with { Loss = ModelComparison.Losses(groups, run => run.Trained, "validation logloss, trained:") };
    }

    public static Chart DrawLoss(RunSet set) => Draw(set, set.Groups, shot => shot.ValidLoss,
        "Validation logloss at the probed epochs", "validation logloss (nats per row)",
        NewCsv("dynamics-logloss", "valid_logloss"));

    static Csv NewCsv(string name, string column) =>
        new(name, "model", "seeds", "epoch", column, "ci95_seeds_low", "ci95_seeds_high");

    static Chart Draw(
        RunSet set, IReadOnlyList<RunGroup> groups, Func<Snapshot, double> value, string title, string axis, Csv csv)
    {
        var lines = groups.Select(group => (Group: group, Points: Points(group, value)))
            .Where(line => line.Points.Count > 0).ToList();
        var reading = Reading([.. lines.Where(line => line.Points.Count > 1).Select(line =>
            $"{line.Group.Label} {Sentence.MoveOf(line.Points[0].Value.Mean, line.Points[^1].Value.Mean)}")]);
        var svg = new Svg(Svg.Width, Height, $"{title}: {axis} by epoch. {reading}");
        var epochs = set.Runs.SelectMany(run => run.Snapshots).Select(shot => shot.Epoch).ToList();
        var values = lines.SelectMany(line => line.Points)
            .SelectMany(point => new[] { point.Value.Mean, point.Value.Low, point.Value.High });
        var x = Axis.Epochs(epochs.Min(), epochs.Max(), 52, Svg.Width - 16);
        var plot = new PlotArea(svg, x, Axis.Over(values, Height - 46, 30));
        plot.DrawY(axis);
        plot.DrawX("epoch");
        foreach (var (group, points) in lines)
        {
            DrawLine(plot, group, points, hasMarks: set.Groups.Count <= MostMarks);
            points.ForEach(point => csv.Add(
                group.Label, group.Runs.Count, point.Epoch, point.Value.Mean, point.Value.Low, point.Value.High));
        }

        List<LegendEntry> legend = [.. groups.Select(group => LegendEntry.Of(group.Label, group.Index))];
        if (groups.Any(group => group.HasSeeds))
        {
            legend.Add(new LegendEntry("band: 95 % interval of the mean over seeds", "band start", IsArea: true));
        }

        return new Chart(title, reading, "", svg.ToString(), legend, csv);
    }

    static void DrawLine(PlotArea plot, RunGroup group, List<(double Epoch, Interval Value)> points, bool hasMarks)
    {
        var banded = points.Where(point => double.IsFinite(point.Value.Half));
        var band = banded.Select(point => (point.Epoch, point.Value.Low, point.Value.High));
        plot.Band([.. band], Paint.Band(group.Index));
        plot.Line(points.Select(point => (point.Epoch, point.Value.Mean)), Paint.Line(group.Index));
        if (hasMarks)
        {
            string Tip(double epoch, double mean) =>
                $"{group.Label}, epoch {Figures.Exact(epoch)}: {Figures.Short(mean)}";
            var marks = points.Select(point => (point.Epoch, point.Value.Mean, Tip(point.Epoch, point.Value.Mean)));
            plot.Marks(marks, 3, group.Index, Paint.Dot(group.Index));
        }
    }

    static string Reading(List<string> sentences) => sentences.Count == 0 ? "One probed epoch only."
        : string.Join("; ", sentences.Take(4)) + (sentences.Count > 4 ? "; …" : ".");

    static List<(double Epoch, Interval Value)> Points(RunGroup group, Func<Snapshot, double> value) =>
        [.. group.Runs.SelectMany(run => run.Snapshots).GroupBy(shot => shot.Epoch)
            .Where(epoch => epoch.Count() == group.Runs.Count).OrderBy(epoch => epoch.Key)
            .Select(epoch => ((double)epoch.Key, Value: Interval.OfMean(epoch.Select(value))))
            .Where(point => double.IsFinite(point.Value.Mean))];
}
