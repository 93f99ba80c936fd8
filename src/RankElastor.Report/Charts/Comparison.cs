using RankElastor.Report.Drawing;
using RankElastor.Report.Reading;

namespace RankElastor.Report.Charts;

/// <summary>Sentences that compare runs by one metric of their kept weights.</summary>
static class Comparison
{
    const int MostNamed = 6;

    /// <summary>Best and next run on a split, in words; says nothing of runs without the metric.</summary>
    public static string Of(RunSet set, string metric, string split)
    {
        var direction = Metric.Direction(metric);
        var known = set.Runs.Select(run => (Run: run, Value: Metric.Of(split == "test" ? run.TestMetrics : run.ValidMetrics, metric)))
            .Where(entry => double.IsFinite(entry.Value)).OrderBy(entry => direction < 0 ? entry.Value : -entry.Value).ToList();
        if (known.Count == 0)
        {
            return $"No run has a {split} {metric} yet.";
        }

        var best = known[0];
        var word = direction < 0 ? "Lowest" : "Highest";
        var text = $"{word} {split} {metric}: {best.Run.Label} with {Figures.Score(best.Value)}";
        if (known.Count == 1)
        {
            return text + ", the only run that has one.";
        }

        var gap = Math.Abs(best.Value - known[1].Value);
        return text + (gap == 0 ? $", level with {known[1].Run.Label}." : $", ahead of {known[1].Run.Label} by {Figures.LongScore(gap)}.");
    }

    /// <summary>Validation logloss of the drawn weights of each run, so that no rank stands without its loss.</summary>
    public static string Losses(IEnumerable<RunView> runs, Func<RunView, Snapshot?> shot, string what) =>
        Join([.. runs.Select(run => (run.Label, shot(run)?.ValidLoss ?? double.NaN))], what);

    static string Join(List<(string Label, double Loss)> losses, string what)
    {
        var known = losses.Where(entry => double.IsFinite(entry.Loss)).ToList();
        return known.Count == 0 ? ""
            : losses.Count == 1 ? $"{what} {Figures.Score(known[0].Loss)}"
            : losses.Count > MostNamed
            ? $"{what} {Figures.Score(known.Min(entry => entry.Loss))} to "
                + $"{Figures.Score(known.Max(entry => entry.Loss))} over {Figures.Whole(known.Count)} runs"
            : $"{what} " + string.Join(", ", known.Select(entry => $"{entry.Label} {Figures.Score(entry.Loss)}"));
    }
}
