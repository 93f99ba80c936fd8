using RankElastor.Report.Drawing;
using RankElastor.Report.Reading;

namespace RankElastor.Report.Charts;

/// <summary>A validation metric by epoch: a line per run, the kept epoch ringed, drops of the learning rate marked.</summary>
static class MetricChart
{
    const double Height = 280;
    const int MostDots = 8;

    public static Chart Draw(RunSet set, string metric)
    {
        var withTrain = string.Equals(metric, Metric.Logloss, StringComparison.OrdinalIgnoreCase);
        var bayes = Bayes(set, metric);
        var svg = new Svg(Svg.Width, Height, $"Validation {metric} by epoch. {Reading(set, metric)}");
        var points = set.Runs.SelectMany(run => run.Evaluations).ToList();
        var values = points.Select(point => Metric.Of(point.Record.Metrics, metric))
            .Concat(withTrain ? points.Select(point => point.Record.TrainLoss) : []).Append(bayes);
        var panel = new Panel(svg,
            Axis.Epochs(points.Min(point => point.Position), points.Max(point => point.Position), 52, Svg.Width - 16),
            Axis.Over(values, Height - 46, 30));
        panel.DrawY(withTrain ? "logloss (nats per row)" : metric);
        panel.DrawX("epoch");
        if (double.IsFinite(bayes))
        {
            panel.Level(bayes, "best possible (Bayes)", "rule");
        }

        if (set.IsSingle)
        {
            MarkMoments(panel, set.Runs[0]);
        }

        var csv = new Csv("metric-" + metric.ToLowerInvariant(), "run", "epoch", "step", "valid_" + metric, "train_loss", "learning_rate", "best");
        foreach (var run in set.Runs)
        {
            DrawRun(panel, run, metric, withTrain, set.Runs.Count <= MostDots, csv);
        }

        return new Chart($"Validation {metric} by epoch", Reading(set, metric), "", svg.ToString(), Legend(set, withTrain), csv);
    }

    /// <summary>The best possible value that all runs on generated data share; NaN where there is none or they differ.</summary>
    static double Bayes(RunSet set, string metric)
    {
        var known = set.Runs.Select(run => run.Option("bayes_" + metric.ToLowerInvariant())).Where(double.IsFinite).Distinct().ToList();
        return known.Count == 1 ? known[0] : double.NaN;
    }

    static void MarkMoments(Panel panel, RunView run)
    {
        foreach (var (before, after) in run.Evaluations.Zip(run.Evaluations.Skip(1)))
        {
            if (after.Record.LearningRate < before.Record.LearningRate)
            {
                var factor = after.Record.LearningRate / before.Record.LearningRate;
                panel.Moment(after.Position, $"rate ×{Figures.Exact(Math.Round(factor, 4))}", "moment");
            }
        }
    }

    static void DrawRun(Panel panel, RunView run, string metric, bool withTrain, bool dots, Csv csv)
    {
        if (withTrain)
        {
            panel.Line(run.Evaluations.Select(point => (point.Position, point.Record.TrainLoss)), Paint.ThinLine(run.Colour) + " train");
        }

        panel.Line(run.Evaluations.Select(point => (point.Position, Metric.Of(point.Record.Metrics, metric))), Paint.Line(run.Colour));
        if (dots)
        {
            panel.Marks(run.Evaluations.Select(point => (point.Position, Metric.Of(point.Record.Metrics, metric), Tip(run, point, metric))),
                3, run.Colour, Paint.Dot(run.Colour));
        }

        if (run.BestEvaluation is { } best)
        {
            panel.Dots([(best.Position, Metric.Of(best.Record.Metrics, metric), Tip(run, best, metric) + ", kept")], 6.5, Paint.Ring(run.Colour));
        }

        foreach (var point in run.Evaluations)
        {
            csv.Add(run.Label, Figures.Exact(point.Position), Figures.Exact(point.Record.Step), Figures.Exact(Metric.Of(point.Record.Metrics, metric)),
                Figures.Exact(point.Record.TrainLoss), Figures.Exact(point.Record.LearningRate), point == run.BestEvaluation ? "1" : "0");
        }
    }

    static string Tip(RunView run, EvaluationPoint point, string metric) =>
        $"{run.Label}, epoch {Figures.Exact(point.Position)}: {metric} {Figures.LongScore(Metric.Of(point.Record.Metrics, metric))}, "
        + $"train loss {Figures.LongScore(point.Record.TrainLoss)}, learning rate {Figures.Exact(point.Record.LearningRate)}";

    static List<LegendEntry> Legend(RunSet set, bool withTrain)
    {
        var legend = set.Groups.Select(group => new LegendEntry(set.IsSingle ? "validation" : group.HasSeeds ? group.Label + ", a line each" : group.Label,
            Paint.Line(group.Index), Group: group.Index)).ToList();
        if (withTrain)
        {
            legend.Add(new LegendEntry("training loss (same colour; may hold a penalty on weights)", "thin neutral train"));
        }

        legend.Add(new LegendEntry("kept weights", "mark"));
        return legend;
    }

    static string Reading(RunSet set, string metric) =>
        set.IsSingle ? SingleReading(set.Runs[0], metric) : Comparison.Of(set, metric, "validation");

    static string SingleReading(RunView run, string metric)
    {
        var values = run.Evaluations.Select(point => (point.Position, Value: Metric.Of(point.Record.Metrics, metric)))
            .Where(point => double.IsFinite(point.Value)).ToList();
        if (values.Count == 0)
        {
            return "No value is a number.";
        }

        var (first, last) = (values[0], values[^1]);
        if (values.Count == 1)
        {
            return $"One evaluation only: {metric} {Figures.Score(first.Value)} after epoch {Figures.Exact(first.Position)}.";
        }

        var direction = Metric.Direction(metric);
        var verb = last.Value > first.Value ? "rises" : last.Value < first.Value ? "falls" : "stays";
        var text = $"Validation {metric} {verb} from {Figures.Score(first.Value)} to {Figures.Score(last.Value)} "
            + $"over {Figures.Exact(last.Position - first.Position)} epochs";
        var best = direction >= 0 ? values.MaxBy(point => point.Value) : values.MinBy(point => point.Value);
        return direction == 0 ? text + "."
            : best.Position == last.Position ? text + "; the last epoch is the best one."
            : text + $"; its best value, {Figures.Score(best.Value)}, came at epoch {Figures.Exact(best.Position)}, and more training made it worse.";
    }
}
