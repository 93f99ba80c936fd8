using RankElastor.Report.Drawing;
using RankElastor.Report.Forms;
using RankElastor.Report.Reading;
using RankElastor.Training.Records;

namespace RankElastor.Report.Stages;

/// <summary>
/// Models of different layers on one axis of depth: at n the n-th site of each, 0 its first. A line per model, or per
/// set of tables, trained over initial, with the mean's 95 % interval (over rows for one run, over seeds for several).
/// </summary>
static class DepthChart
{
    const int MostNamed = 6;

    /// <summary>Whether there is something to set beside each other: models of different sites.</summary>
    public static bool Fits(RunSet set) =>
        set.Groups.Select(group => string.Join('\n', group.Runs[0].Sites)).Distinct().Count() > 1;

    public static Chart Draw(RunSet set, string key, StageScale scale)
    {
        var title = Variant.Of(key).Title + (scale == StageScale.OfBaseline ? " by depth, beside a matrix without "
            + "structure" : " by depth");
        var reading = string.Join(" ", set.Groups.Take(MostNamed).Select(group => Sentence(group, key, scale))
            .Where(text => text.Length > 0).Append(set.Groups.Count > MostNamed ? "…" : ""));
        var form = new PlacesForm
        {
            Description = $"{title}. {reading}",
            Values = TrajectoryChart.AxisName(Variant.Of(key), scale),
            Places = [.. Enumerable.Range(0, set.Groups.Max(group => group.Runs[0].Sites.Count)).Select(Figures.Whole)],
            Lines =
            [
                .. PlacesLine.Pairs(set, (group, initial) => Points(group, initial, key, scale))
                    .SelectMany(line => ByDepth(line, set.Groups[line.Group].Runs[0].Sites)),
            ],
            Level = scale == StageScale.OfBaseline ? 1 : double.NaN,
        };
        List<LegendEntry> legend = [.. set.Groups.Select(group => LegendEntry.Of(group.Label, group.Index))];
        legend.Add(new("thin: initial weights", "thin neutral"));
        return new Chart(title, reading, TrajectoryChart.Loss(set), form.Draw(), legend, Data(set, key, scale));
    }

    static List<PlacesPoint> Points(RunGroup group, bool initial, string key, StageScale scale) =>
        StageLine.Of(group, initial, group.Runs[0].Sites, key, scale)
            .ConvertAll(point => point with { Low = double.NaN, High = double.NaN });

    static IEnumerable<PlacesLine> ByDepth(PlacesLine line, IReadOnlyList<string> sites) =>
        line.Ways(sites).Select(way => way with
        {
            Names = [.. sites.Where(site => SiteWay.Of(site) == SiteWay.Of(sites[way.Points[0].Place]))],
            Points = [.. way.Points.Select(point => point with { Place = Depth(sites, point.Place) })],
        });

    /// <summary>Sites before it on its way.</summary>
    static int Depth(IReadOnlyList<string> sites, int place) =>
        sites.Take(place).Count(site => SiteWay.Of(site) == SiteWay.Of(sites[place]));

    /// <summary>From the first site to the last, and how often it falls on the way.</summary>
    static string Sentence(RunGroup group, string key, StageScale scale)
    {
        var points = Points(group, group.Runs.All(run => run.Trained is null), key, scale);
        if (points.Count == 0)
        {
            return "";
        }

        string Site(PlacesPoint point) => group.Runs[0].Sites[point.Place];
        string At(PlacesPoint point) => $"{Figures.Short(point.Value.Mean)} at {Site(point)}";
        points = points.FindAll(point => SiteWay.Of(Site(point)) == SiteWay.Of(Site(points[0])));
        var falls = points.Zip(points.Skip(1)).Count(pair => pair.Second.Value.Mean < pair.First.Value.Mean);
        return $"{group.Label}: {At(points[0])}" + (points.Count == 1 ? "."
            : $", {At(points[^1])}; it falls at {Figures.Whole(falls)} of {Figures.Whole(points.Count - 1)} steps.");
    }

    static Csv Data(RunSet set, string key, StageScale scale)
    {
        var suffix = scale == StageScale.OfBaseline ? "-baseline-ratio" : "";
        var csv = new Csv($"depth-{key}{suffix}", "model", "seeds", "weights", "depth", "site", "mean",
            "ci95_rows_low", "ci95_rows_high", "ci95_seeds_low", "ci95_seeds_high", "valid_logloss");
        foreach (var (group, initial) in set.Groups.SelectMany(group => new[] { (group, true), (group, false) }))
        {
            var sites = group.Runs[0].Sites;
            var loss = group.Of(run => StageLine.Weights(run, initial)?.ValidLoss ?? double.NaN).Mean;
            foreach (var point in Points(group, initial, key, scale))
            {
                var (rows, seeds) = StageLine.Populations(group, point.Value);
                csv.Add(group.Label, StageLine.Seeds(group, initial), initial ? "initial" : "trained",
                    Depth(sites, point.Place), sites[point.Place], point.Value.Mean,
                    rows.Low, rows.High, seeds.Low, seeds.High, loss);
            }
        }

        return csv;
    }
}
