using RankElastor.Report.Drawing;
using RankElastor.Report.Forms;
using RankElastor.Report.Reading;

namespace RankElastor.Report.Stages;

/// <summary>What a trajectory shows, as sentences whose direction comes from the data.</summary>
static class StageReading
{
    const int MostNamed = 4;

    public static string Of(RunSet set, string key, StageScale scale) => scale switch
    {
        StageScale.Directions => set.Groups.Count > MostNamed ? Many(set, key) : string.Join(" ", set.Groups.Select(group => Strongest(set, group, key)))
            + (set.IsSingle ? " " + FirstToLast(set.Runs[0], key) : ""),
        StageScale.OfPrevious => Modules(set, key),
        _ => Ends(set, key, scale),
    };

    /// <summary>The module that changes a variant most, in the words of a reader; empty without two sites.</summary>
    public static string Strongest(RunSet set, RunGroup group, string key)
    {
        var trained = StageLine.Of(group, false, set.Sites, key, StageScale.Directions);
        var initial = StageLine.Of(group, true, set.Sites, key, StageScale.Directions);
        var shown = trained.Count > 0 ? trained : initial;
        if (shown.Count < 2)
        {
            return "";
        }

        var (from, to) = shown.Zip(shown.Skip(1)).MaxBy(pair => Math.Abs(Math.Log(pair.Second.Value.Mean / pair.First.Value.Mean)));
        var module = SiteWords.Of(set.Sites[to.Place]);
        var verb = to.Value.Mean > from.Value.Mean ? "raises" : to.Value.Mean < from.Value.Mean ? "lowers" : "keeps";
        var start = trained.Count > 0 && At(initial, from.Place) is { } a && At(initial, to.Place) is { } b
            ? $"trained; at the start {Figures.Short(a)} to {Figures.Short(b)}" : trained.Count > 0 ? "trained" : "initial weights";
        var who = set.Groups.Count > 1 ? group.Label + ": " : "";
        return $"{who}{(who.Length > 0 ? module : char.ToUpperInvariant(module[0]) + module[1..])} {verb} the {Variant.Of(key).Name} "
            + $"from {Figures.Short(from.Value.Mean)} to {Figures.Short(to.Value.Mean)} ({start}), the largest change on the way.";
    }

    static double? At(List<PlacesPoint> points, int place) => points.FirstOrDefault(point => point.Place == place)?.Value.Mean;

    static string Many(RunSet set, string key)
    {
        var changes = set.Groups.Select(group => StageLine.Of(group, group.Runs.All(run => run.Trained is null), set.Sites, key, StageScale.Directions))
            .Where(points => points.Count > 1).Select(points => points[^1].Value.Mean / points[0].Value.Mean - 1).ToList();
        return changes.Count == 0 ? ""
            : $"From the first site to the last it rises in {Figures.Whole(changes.Count(change => change > 0))} and falls in "
            + $"{Figures.Whole(changes.Count(change => change < 0))} of {Figures.Whole(changes.Count)} models, by {Figures.Percent(changes.Min())} to {Figures.Percent(changes.Max())}.";
    }

    static string Modules(RunSet set, string key)
    {
        var parts = set.Groups.Take(MostNamed).Select(group =>
        {
            var points = StageLine.Of(group, group.Runs.All(run => run.Trained is null), set.Sites, key, StageScale.OfPrevious);
            string Names(Func<PlacesPoint, bool> which) => string.Join(", ", points.Where(which).Select(point => $"{set.Sites[point.Place]} ×{Figures.Fixed(point.Value.Mean, 3)}"));
            var (up, down) = (Names(point => Edge(point, -1) > 1), Names(point => Edge(point, 1) < 1));
            return (set.Groups.Count > 1 ? group.Label + ": " : "")
                + (up.Length > 0 ? "expanding: " + up : "no module clearly expands") + "; " + (down.Length > 0 ? "contracting: " + down : "no module clearly contracts");
        }).ToList();
        var text = string.Join(". ", parts) + (set.Groups.Count > MostNamed ? "; …" : ".");
        return char.ToUpperInvariant(text[0]) + text[1..];
    }

    static double Edge(PlacesPoint point, int side) => double.IsFinite(point.Value.Half) ? point.Value.Mean + side * point.Value.Half : double.NaN;

    static string Ends(RunSet set, string key, StageScale scale)
    {
        var what = scale == StageScale.OfFirst ? "of what the first site has" : "of what a matrix without structure has";
        var parts = set.Groups.Take(MostNamed).Select(group => (group, Points: StageLine.Of(group, group.Runs.All(run => run.Trained is null), set.Sites, key, scale)))
            .Where(line => line.Points.Count > 0)
            .Select(line => (set.Groups.Count > 1 ? line.group.Label + ": " : "") + $"at {set.Sites[line.Points[^1].Place]} it is {Figures.Short(line.Points[^1].Value.Mean)} {what}"
                + (scale == StageScale.OfBaseline && line.Points.Count > 1 ? $", at {set.Sites[line.Points[0].Place]} {Figures.Short(line.Points[0].Value.Mean)}" : "")).ToList();
        var text = string.Join("; ", parts) + (set.Groups.Count > MostNamed ? "; …" : ".");
        return parts.Count == 0 ? "" : char.ToUpperInvariant(text[0]) + text[1..];
    }

    static string FirstToLast(RunView run, string key)
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
            text += $"; with initial weights it {Verb(a.Mean, b.Mean)} from {Figures.Short(a.Mean)} to {Figures.Short(b.Mean)} ({Figures.Percent(b.Mean / a.Mean - 1)})";
        }

        return text + (SameShape(shot, sites[0], sites[^1]) || !double.IsFinite(from.Ratio) ? "."
            : $". The shape of the matrix changes, so its share of a matrix without structure is the fairer comparison: {Figures.Short(from.Ratio)}, then {Figures.Short(to.Ratio)}.");
    }

    static bool SameShape(Snapshot shot, string first, string last) =>
        (shot.Sites[first].Rows, shot.Sites[first].Columns) == (shot.Sites[last].Rows, shot.Sites[last].Columns);

    static string Verb(double from, double to) => to > from ? "rises" : to < from ? "falls" : "stays";
}
