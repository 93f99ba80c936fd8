using RankElastor.Report.Drawing;
using RankElastor.Report.Reading;

namespace RankElastor.Report.Charts;

/// <summary>A variant of the rank by epoch, one line per site, above the validation logloss of the same epochs.</summary>
static class DynamicsChart
{
    const double Height = 380;
    const double Left = 52;
    const double Right = Svg.Width - 112;

    public static Chart Draw(RunView run, string key)
    {
        var variant = Variant.Of(key);
        var svg = new Svg(Svg.Width, Height, $"{variant.Name} by epoch and site, with validation logloss");
        var x = Axis.Epochs(run.Snapshots[0].Epoch, run.Snapshots[^1].Epoch, Left, Right);
        var lines = run.Sites
            .Select(site => run.Snapshots.Select(shot => (X: (double)shot.Epoch, Y: shot.At(site, key)?.Mean ?? double.NaN)).ToList()).ToList();
        var ranks = new Panel(svg, x, Axis.Over(lines.SelectMany(line => line).Select(point => point.Y), 236, 30));
        ranks.DrawY(variant.IsRank ? variant.Name + " (directions)" : variant.Name);
        ranks.DrawX("", numbers: false);
        var csv = new Csv("dynamics-" + key, "site", "epoch", "mean", "q05", "q95", "valid_logloss");
        for (var i = 0; i < run.Sites.Count; i++)
        {
            DrawSite(svg, ranks, run, i, key, lines[i], csv);
        }

        DrawNames(svg, ranks, run, lines);
        var losses = run.Snapshots.Select(shot => (Epoch: (double)shot.Epoch, shot.ValidLoss)).ToList();
        var loss = new Panel(svg, x, Axis.Over(losses.Select(point => point.ValidLoss), Height - 46, 278, 3));
        loss.DrawY("validation logloss (nats per row)");
        loss.DrawX("epoch");
        loss.Line(losses, Paint.Line(0));
        loss.Dots(losses.Select(point => (point.Epoch, point.ValidLoss,
            $"epoch {Figures.Exact(point.Epoch)}: validation logloss {Figures.LongScore(point.ValidLoss)}")), 3, Paint.Dot(0));
        MarkBest(run, ranks, loss);
        return new Chart($"{char.ToUpperInvariant(variant.Name[0])}{variant.Name[1..]} while training", Reading(run, key), "", svg.ToString(), [], csv);
    }

    static void DrawSite(Svg svg, Panel panel, RunView run, int place, string key, List<(double X, double Y)> line, Csv csv)
    {
        var site = run.Sites[place];
        svg.Open($"color:{Paint.Depth(place, run.Sites.Count)}");
        panel.Line(line, "line current");
        panel.Dots(line.Select(point => (point.X, point.Y, $"{site}, epoch {Figures.Exact(point.X)}: {Figures.Short(point.Y)}")), 2.4, "dot fcurrent");
        svg.Close();
        foreach (var shot in run.Snapshots)
        {
            if (shot.At(site, key) is { } summary)
            {
                csv.Add(site, Figures.Whole(shot.Epoch), Figures.Exact(summary.Mean), Figures.Exact(summary.Q05), Figures.Exact(summary.Q95),
                    Figures.Exact(shot.Sites[site].ValidLoss));
            }
        }
    }

    static void DrawNames(Svg svg, Panel panel, RunView run, List<List<(double X, double Y)>> lines)
    {
        var ends = lines.Select((line, place) => (Place: place, Value: line.Select(point => point.Y).LastOrDefault(double.IsFinite, double.NaN)))
            .Where(end => double.IsFinite(end.Value)).Select(end => (end.Place, Wanted: panel.Y.At(end.Value))).ToList();
        foreach (var (place, y) in NamePlaces.Spread(ends, panel.Y.To, panel.Y.From, 15))
        {
            svg.Open($"color:{Paint.Depth(place, run.Sites.Count)}");
            svg.Path([(panel.X.To + 3, ends.First(end => end.Place == place).Wanted), (panel.X.To + 11, y)], "lead");
            svg.Close();
            svg.Text(panel.X.To + 14, y + 4, run.Sites[place].Length <= 15 ? run.Sites[place] : "…" + run.Sites[place][^14..], "start", "name");
        }
    }

    static void MarkBest(RunView run, Panel ranks, Panel loss)
    {
        if (run.BestEpoch is { } best && best >= ranks.X.Low && best <= ranks.X.High)
        {
            ranks.Moment(best, "kept", "moment");
            loss.Moment(best, "", "moment");
        }
    }

    static string Reading(RunView run, string key)
    {
        var (first, last) = (run.Snapshots[0], run.Snapshots[^1]);
        if (first == last)
        {
            return $"One probed epoch only ({Figures.Whole(first.Epoch)}), with validation logloss {Figures.Score(first.ValidLoss)}.";
        }

        var changes = run.Sites.Select(site => (Site: site, From: first.At(site, key)?.Mean ?? double.NaN, To: last.At(site, key)?.Mean ?? double.NaN))
            .Where(change => double.IsFinite(change.From) && double.IsFinite(change.To)).ToList();
        var most = changes.MaxBy(change => Math.Abs(change.To / change.From - 1));
        var verb = most.To > most.From ? "rises" : most.To < most.From ? "falls" : "stays";
        var rising = changes.Count(change => change.To > change.From);
        var lossVerb = last.ValidLoss < first.ValidLoss ? "falls" : last.ValidLoss > first.ValidLoss ? "rises" : "stays";
        var falling = changes.Count(change => change.To < change.From);
        var where = rising == changes.Count ? $"rises at all {Figures.Whole(rising)} sites"
            : falling == changes.Count ? $"falls at all {Figures.Whole(falling)} sites"
            : $"rises at {Figures.Whole(rising)} and falls at {Figures.Whole(falling)} of {Figures.Whole(changes.Count)} sites";
        return changes.Count == 0 ? ""
            : $"From epoch {Figures.Whole(first.Epoch)} to {Figures.Whole(last.Epoch)} it {where}; it moves most at {most.Site}, where it "
            + $"{verb} from {Figures.Short(most.From)} to {Figures.Short(most.To)}. Over the same time validation logloss {lossVerb} "
            + $"from {Figures.Score(first.ValidLoss)} to {Figures.Score(last.ValidLoss)}.";
    }
}
