using RankElastor.Numerics.Statistics;
using RankElastor.Report.Drawing;
using RankElastor.Report.Reading;

namespace RankElastor.Report.Charts;

/// <summary>Sentences that compare models by one metric of their kept weights.</summary>
static class ModelComparison
{
    const int MostNamed = 6;

    /// <summary>The best and the next model on a split, in words; models without the metric are left out.</summary>
    public static string Of(RunSet set, string metric, string split)
    {
        double Value(RunView run) => Metric.Of(split == "test" ? run.TestMetrics : run.ValidMetrics, metric);
        var isLoss = Metric.Direction(metric) < 0;
        var without = string.Concat(set.Groups.Select(group => (group.Label, Reason: group.Undefined(Value)))
            .Where(model => model.Reason.Length > 0)
            .Select(model => $" {model.Label} is left out: its {metric} has {model.Reason}."));
        var known = set.Groups.Select(group => (group.Label, Score: group.Of(Value)))
            .Where(model => double.IsFinite(model.Score.Mean))
            .OrderBy(model => isLoss ? model.Score.Mean : -model.Score.Mean).ToList();
        if (known.Count == 0)
        {
            return $"No run has a {split} {metric} yet." + without;
        }

        var (name, best) = known[0];
        var text = $"{(isLoss ? "Lowest" : "Highest")} {split} {metric}: {name} with {Score(best)}";
        if (known.Count == 1)
        {
            return text + (set.Groups.Count == 1 ? "." : ", the only model that has one.") + without;
        }

        var (nextName, next) = known[1];
        var gap = Math.Abs(best.Mean - next.Mean);
        var overlap = gap > best.Half + next.Half ? "do not overlap" : "overlap";
        return text + (gap == 0 ? $", level with {nextName}" : $", ahead of {nextName} by {Figures.LongScore(gap)}")
            + (double.IsFinite(best.Half + next.Half) ? $"; their 95 % intervals over seeds {overlap}." : ".")
            + without;
    }

    /// <summary>Validation logloss of the drawn weights per model: no rank stands without its loss.</summary>
    public static string Losses(IEnumerable<RunGroup> groups, Func<RunView, Snapshot?> shot, string what)
    {
        double Loss(RunView run) => shot(run)?.ValidLoss ?? double.NaN;
        var losses = groups.Select(group => (group.Label, Loss: group.Of(Loss))).ToList();
        var known = losses.Where(model => double.IsFinite(model.Loss.Mean)).ToList();
        if (known.Count == 0)
        {
            return "";
        }

        var means = known.ConvertAll(model => model.Loss.Mean);
        return $"{what} " + losses.Count switch
        {
            1 => Score(known[0].Loss),
            > MostNamed => $"{Figures.Score(means.Min())} to {Figures.Score(means.Max())} "
                + $"over {Figures.Whole(known.Count)} models",
            _ => string.Join(", ", known.Select(model => $"{model.Label} {Score(model.Loss)}")),
        };
    }

    /// <summary>What a loss did over the time of a chart.</summary>
    public static string LossMove(string name, double first, double last) =>
        $"Over the same time {name} {Sentence.Move(first, last)} from {Figures.Score(first)} to {Figures.Score(last)}.";

    static string Score(Interval value) =>
        Figures.Score(value.Mean) + (double.IsFinite(value.Half) ? " ± " + Figures.Score(value.Half) : "");
}
