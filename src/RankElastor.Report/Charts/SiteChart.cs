using RankElastor.Report.Drawing;
using RankElastor.Report.Reading;

namespace RankElastor.Report.Charts;

/// <summary>A variant of the rank at one site by epoch, one line per run; or the validation logloss of the same epochs.</summary>
static class SiteChart
{
    const double Height = 250;
    const int MostDots = 6;

    public static Chart DrawSite(RunSet set, string site, string key)
    {
        var variant = Variant.Of(key);
        var csv = new Csv($"dynamics-{key}-{site.Replace('/', '-')}", "run", "epoch", "mean", "valid_logloss");
        foreach (var run in set.Runs)
        {
            foreach (var shot in run.Snapshots)
            {
                if (shot.At(site, key) is { } s)
                {
                    csv.Add(run.Label, Figures.Whole(shot.Epoch), Figures.Exact(s.Mean), Figures.Exact(shot.Sites[site].ValidLoss));
                }
            }
        }

        var drawing = Lines(set, shot => shot.At(site, key)?.Mean ?? double.NaN,
            variant.IsRank ? variant.Name + " (directions)" : variant.Name, out var reading);
        var with = set.Runs.Where(run => run.Sites.Contains(site)).ToList();
        return new Chart(site, reading, Comparison.Losses(with, run => run.Trained, "validation logloss, trained:"), drawing, Legend(with), csv);
    }

    public static Chart DrawLoss(RunSet set)
    {
        var csv = new Csv("dynamics-logloss", "run", "epoch", "valid_logloss");
        foreach (var run in set.Runs)
        {
            foreach (var shot in run.Snapshots)
            {
                csv.Add(run.Label, Figures.Whole(shot.Epoch), Figures.Exact(shot.ValidLoss));
            }
        }

        var drawing = Lines(set, shot => shot.ValidLoss, "validation logloss (nats per row)", out var reading);
        return new Chart("Validation logloss at the probed epochs", reading, "", drawing, Legend(set.Runs), csv);
    }

    static List<LegendEntry> Legend(IEnumerable<RunView> runs) => [.. runs.Select(run => new LegendEntry(run.Label, Paint.Line(run.Index)))];

    static string Lines(RunSet set, Func<Snapshot, double> value, string name, out string reading)
    {
        var svg = new Svg(Svg.Width, Height, name + " by epoch");
        var shots = set.Runs.SelectMany(run => run.Snapshots).ToList();
        var panel = new Panel(svg, Axis.Epochs(shots.Min(shot => shot.Epoch), shots.Max(shot => shot.Epoch), 52, Svg.Width - 16),
            Axis.Over(shots.Select(value), Height - 46, 30));
        panel.DrawY(name);
        panel.DrawX("epoch");
        var sentences = new List<string>();
        foreach (var run in set.Runs)
        {
            var points = run.Snapshots.Select(shot => (X: (double)shot.Epoch, Y: value(shot))).Where(point => double.IsFinite(point.Y)).ToList();
            panel.Line(points, Paint.Line(run.Index));
            if (set.Runs.Count <= MostDots)
            {
                panel.Dots(points.Select(point => (point.X, point.Y,
                    $"{run.Label}, epoch {Figures.Exact(point.X)}: {Figures.Short(point.Y)}")), 3, Paint.Dot(run.Index));
            }

            if (points.Count > 1)
            {
                var verb = points[^1].Y > points[0].Y ? "rises" : points[^1].Y < points[0].Y ? "falls" : "stays";
                sentences.Add($"{run.Label} {verb} from {Figures.Short(points[0].Y)} to {Figures.Short(points[^1].Y)}");
            }
        }

        reading = sentences.Count == 0 ? "One probed epoch only." : string.Join("; ", sentences.Take(4)) + (sentences.Count > 4 ? "; …" : ".");
        return svg.ToString();
    }
}
