using RankElastor.Numerics.Statistics;
using RankElastor.Report.Drawing;
using RankElastor.Report.Forms;
using RankElastor.Report.Reading;
using RankElastor.Training.Records;

namespace RankElastor.Report.Stages;

/// <summary>What a trajectory shows, as sentences whose direction comes from the data.</summary>
static class StageReading
{
    const int MostNamed = 4;

    public static string Of(RunSet set, string key, StageScale scale) => scale switch
    {
        StageScale.OfPrevious => Modules(set, key),
        StageScale.OfFirst or StageScale.OfBaseline => Ends(set, key, scale),
        _ when set.Groups.Count > MostNamed => Many(set, key),
        _ => string.Join(" ", set.Groups.Select(group => Strongest(set, group, key)))
            + (set.IsSingle ? " " + FirstToLast(set.Runs[0], key) : ""),
    };

    /// <summary>The module that changes a variant most, in words; empty without two sites.</summary>
    public static string Strongest(RunSet set, RunGroup group, string key)
    {
        var trained = StageLine.Of(group, false, set.Sites, key, StageScale.Directions);
        var initial = StageLine.Of(group, true, set.Sites, key, StageScale.Directions);
        var shown = trained.Count > 0 ? trained : initial;
        var modules = shown.Zip(shown.Skip(1)).Where(pair =>
            SiteWay.Of(set.Sites[pair.First.Place]) == SiteWay.Of(set.Sites[pair.Second.Place])).ToList();
        if (modules.Count == 0)
        {
            return "";
        }

        var (before, after) = modules.MaxBy(pair =>
            Math.Abs(Math.Log(pair.Second.Value.Mean / pair.First.Value.Mean)));
        var (from, to) = (before.Value.Mean, after.Value.Mean);
        double? Start(PlacesPoint point) => initial.FirstOrDefault(other => other.Place == point.Place)?.Value.Mean;
        var start = trained.Count == 0 ? "initial weights"
            : Start(before) is { } a && Start(after) is { } b
            ? $"trained; at the start {Figures.Short(a)} to {Figures.Short(b)}"
            : "trained";
        var module = SiteWords.Of(set.Sites[after.Place]);
        var verb = to > from ? "raises" : to < from ? "lowers" : "keeps";
        return (set.Groups.Count > 1 ? $"{group.Label}: {module}" : Sentence.Capital(module))
            + $" {verb} the {Variant.Of(key).Name} from {Figures.Short(from)} to {Figures.Short(to)} ({start}), "
            + "the largest change on the way.";
    }

    static string Many(RunSet set, string key)
    {
        var changes = set.Groups.Select(group => Shown(set, group, key, StageScale.Directions))
            .Where(points => points.Count > 1)
            .Select(points => points[^1].Value.Mean / points[0].Value.Mean - 1).ToList();
        var rising = Figures.Whole(changes.Count(change => change > 0));
        var falling = Figures.Whole(changes.Count(change => change < 0));
        return changes.Count == 0 ? ""
            : $"From the first site to the last it rises in {rising} and falls in {falling} "
            + $"of {Figures.Whole(changes.Count)} models, "
            + $"by {Figures.Percent(changes.Min())} to {Figures.Percent(changes.Max())}.";
    }

    /// <summary>The points of the trained weights; of the initial ones where no trained were probed.</summary>
    static List<PlacesPoint> Shown(RunSet set, RunGroup group, string key, StageScale scale) =>
        StageLine.Of(group, group.Runs.All(run => run.Trained is null), set.Sites, key, scale);

    static string Modules(RunSet set, string key)
    {
        string Part(RunGroup group)
        {
            var points = Shown(set, group, key, StageScale.OfPrevious);
            string Names(string word, Func<Interval, bool> which)
            {
                var names = points.Where(point => which(point.Value))
                    .Select(point => $"{set.Sites[point.Place]} ×{Figures.Fixed(point.Value.Mean, 3)}").ToList();
                return names.Count > 0 ? $"{word}ing: {string.Join(", ", names)}" : $"no module clearly {word}s";
            }

            return $"{Names("expand", factor => factor.Low > 1)}; {Names("contract", factor => factor.High < 1)}";
        }

        return Joined(set, ". ", group => Part(group));
    }

    static string Ends(RunSet set, string key, StageScale scale)
    {
        var what = scale == StageScale.OfFirst ? "the first site has" : "a matrix without structure has";
        return Joined(set, "; ", group =>
        {
            var points = Shown(set, group, key, scale);
            string At(PlacesPoint point, string it) =>
                $"at {set.Sites[point.Place]} {it}{Figures.Short(point.Value.Mean)}";
            return points.Count == 0 ? ""
                : $"{At(points[^1], "it is ")} of what {what}"
                + (scale == StageScale.OfBaseline && points.Count > 1 ? ", " + At(points[0], "") : "");
        });
    }

    /// <summary>A part per model, each after its name where there are several; empty parts are left out.</summary>
    static string Joined(RunSet set, string separator, Func<RunGroup, string> words)
    {
        var parts = set.Groups.Take(MostNamed).Select(group => (group.Label, Text: words(group)))
            .Where(part => part.Text.Length > 0)
            .Select(part => set.Groups.Count > 1 ? $"{part.Label}: {part.Text}" : part.Text).ToList();
        return parts.Count == 0 ? ""
            : (set.Groups.Count > 1 ? string.Join(separator, parts) : Sentence.Capital(parts[0]))
            + (set.Groups.Count > MostNamed ? "; …" : ".");
    }

    static string FirstToLast(RunView run, string key)
    {
        var shot = run.Trained ?? run.Initial;
        var sites = run.Sites.Where(site =>
            SiteWay.Of(site) == SiteWay.Of(run.Sites[0]) && shot?.At(site, key) is not null).ToList();
        if (shot is null || sites.Count == 0)
        {
            return "";
        }

        var (first, last) = (sites[0], sites[^1]);
        var (from, to) = (shot.At(first, key)!, shot.At(last, key)!);
        var who = shot.Epoch > 0 ? "After training" : "With initial weights";
        if (sites.Count == 1)
        {
            return $"{who} it is {Figures.Short(from.Mean)} at {first}, "
                + $"{Figures.Short(from.Ratio)} of the value of a matrix without structure.";
        }

        var text = $"{who} it {Move(from, to, $" at {first}", $" at {last}")}";
        if (run.Initial is { } start && shot.Epoch > 0 && start.At(first, key) is { } a && start.At(last, key) is { } b)
        {
            text += $"; with initial weights it {Move(a, b)}";
        }

        var (before, after) = (shot.Sites[first], shot.Sites[last]);
        var isSameShape = (before.Rows, before.Columns) == (after.Rows, after.Columns);
        return text + (isSameShape || !double.IsFinite(from.Ratio) ? "."
            : ". The shape of the matrix changes, so its share of a matrix without structure is the fairer comparison: "
            + $"{Figures.Short(from.Ratio)}, then {Figures.Short(to.Ratio)}.");
    }

    static string Move(MeasureSummary from, MeasureSummary to, string first = "", string last = "") =>
        $"{Sentence.Move(from.Mean, to.Mean)} from {Figures.Short(from.Mean)}{first} to {Figures.Short(to.Mean)}{last} "
        + $"({Figures.Percent(to.Mean / from.Mean - 1)})";
}
