using RankElastor.Numerics.Statistics;
using RankElastor.Report.Drawing;
using RankElastor.Report.Reading;

namespace RankElastor.Report.Charts;

/// <summary>Sentences that compare models by one metric of their kept weights.</summary>
static class Comparison
{
    const int MostNamed = 6;

    /// <summary>Best and next model on a split, in words; says nothing of models without the metric.</summary>
    public static string Of(RunSet set, string metric, string split)
    {
        var direction = Metric.Direction(metric);
        var known = set.Groups.Select(group => (Group: group, Value: group.Of(run => Metric.Of(split == "test" ? run.TestMetrics : run.ValidMetrics, metric))))
            .Where(entry => double.IsFinite(entry.Value.Mean)).OrderBy(entry => direction < 0 ? entry.Value.Mean : -entry.Value.Mean).ToList();
        if (known.Count == 0)
        {
            return $"No run has a {split} {metric} yet.";
        }

        var (best, word) = (known[0], direction < 0 ? "Lowest" : "Highest");
        var text = $"{word} {split} {metric}: {best.Group.Label} with {Score(best.Value)}";
        if (known.Count == 1)
        {
            return text + (set.Groups.Count == 1 ? "." : ", the only model that has one.");
        }

        var next = known[1];
        var gap = Math.Abs(best.Value.Mean - next.Value.Mean);
        text += gap == 0 ? $", level with {next.Group.Label}" : $", ahead of {next.Group.Label} by {Figures.LongScore(gap)}";
        return double.IsFinite(best.Value.Half) && double.IsFinite(next.Value.Half)
            ? text + (gap > best.Value.Half + next.Value.Half ? "; their 95 % intervals over seeds do not overlap." : "; their 95 % intervals over seeds overlap.")
            : text + ".";
    }

    /// <summary>Validation logloss of the drawn weights of each model, so that no rank stands without its loss.</summary>
    public static string Losses(RunSet set, Func<RunView, Snapshot?> shot, string what) => Losses(set.Groups, shot, what);

    /// <summary>The same of some models only.</summary>
    public static string Losses(IEnumerable<RunGroup> groups, Func<RunView, Snapshot?> shot, string what)
    {
        var losses = groups.Select(group => (group.Label, Loss: group.Of(run => shot(run)?.ValidLoss ?? double.NaN))).ToList();
        var known = losses.Where(entry => double.IsFinite(entry.Loss.Mean)).ToList();
        return known.Count == 0 ? ""
            : losses.Count == 1 ? $"{what} {Score(known[0].Loss)}"
            : losses.Count > MostNamed
            ? $"{what} {Figures.Score(known.Min(entry => entry.Loss.Mean))} to "
                + $"{Figures.Score(known.Max(entry => entry.Loss.Mean))} over {Figures.Whole(known.Count)} models"
            : $"{what} " + string.Join(", ", known.Select(entry => $"{entry.Label} {Score(entry.Loss)}"));
    }

    /// <summary>What a loss did over the time of a chart.</summary>
    public static string LossMove(string name, double first, double last)
    {
        var verb = last < first ? "falls" : last > first ? "rises" : "stays";
        return $"Over the same time {name} {verb} from {Figures.Score(first)} to {Figures.Score(last)}.";
    }

    static string Score(Interval value) => Figures.Score(value.Mean) + (double.IsFinite(value.Half) ? " ± " + Figures.Score(value.Half) : "");
}
