using RankElastor.Report.Drawing;
using RankElastor.Report.Reading;

namespace RankElastor.Report.Charts;

/// <summary>A validation metric by epoch: a line per run, the kept epoch ringed, learning rate drops marked.</summary>
static class MetricChart
{
    const double Height = 280;
    const int MostDots = 8;

    public static Chart Draw(RunSet set, string metric)
    {
        var withTrain = string.Equals(metric, Metric.Logloss, StringComparison.OrdinalIgnoreCase);
        var bayes = Bayes(set, metric);
        var reading = set.IsSingle ? Reading(set.Runs[0], metric) : ModelComparison.Of(set, metric, "validation");
        var svg = new Svg(Svg.Width, Height, $"Validation {metric} by epoch. {reading}");
        var points = set.Runs.SelectMany(run => run.Evaluations).ToList();
        var values = points.Select(point => Metric.Of(point.Record.Metrics, metric))
            .Concat(withTrain ? points.Select(point => point.Record.TrainLoss) : []).Append(bayes);
        var (first, last) = (points.Min(point => point.Position), points.Max(point => point.Position));
        var plot = new PlotArea(svg, Axis.Epochs(first, last, 52, Svg.Width - 16), Axis.Over(values, Height - 46, 30));
        plot.DrawY(withTrain ? "logloss (nats per row)" : metric);
        plot.DrawX("epoch");
        if (double.IsFinite(bayes))
        {
            plot.Level(bayes, "best possible (Bayes)", "rule");
        }

        if (set.IsSingle)
        {
            MarkMoments(plot, set.Runs[0]);
        }

        var name = metric.ToLowerInvariant();
        var csv = new Csv(
            "metric-" + name, "run", "epoch", "step", "valid_" + metric, "train_loss", "learning_rate", "best");
        foreach (var run in set.Runs)
        {
            DrawRun(plot, run, metric, withTrain, set.Runs.Count <= MostDots);
            foreach (var point in run.Evaluations)
            {
                var record = point.Record;
                csv.Add(run.Label, point.Position, record.Step, Metric.Of(record.Metrics, metric), record.TrainLoss,
                    record.LearningRate, point == run.BestEvaluation ? 1 : 0);
            }
        }

        return new Chart($"Validation {metric} by epoch", reading, "", svg.ToString(), Legend(set, withTrain), csv);
    }

    /// <summary>The best possible value, known of generated data; NaN where there is none or runs differ.</summary>
    static double Bayes(RunSet set, string metric)
    {
        var name = "bayes_" + metric.ToLowerInvariant();
        var known = set.Runs.Select(run => run.Option(name)).Where(double.IsFinite).Distinct().ToList();
        return known.Count == 1 ? known[0] : double.NaN;
    }

    static void MarkMoments(PlotArea plot, RunView run)
    {
        foreach (var (before, after) in run.Evaluations.Zip(run.Evaluations.Skip(1)))
        {
            if (after.Record.LearningRate < before.Record.LearningRate)
            {
                var factor = after.Record.LearningRate / before.Record.LearningRate;
                plot.Moment(after.Position, $"rate ×{Figures.Exact(Math.Round(factor, 4))}", "moment");
            }
        }
    }

    static void DrawRun(PlotArea plot, RunView run, string metric, bool withTrain, bool hasDots)
    {
        if (withTrain)
        {
            var train = run.Evaluations.Select(point => (point.Position, point.Record.TrainLoss));
            plot.Line(train, Paint.ThinLine(run.Colour) + " train");
        }

        (double Position, double Value, string Tip) Mark(EvaluationPoint point) =>
            (point.Position, Metric.Of(point.Record.Metrics, metric), Tip(run, point, metric));
        var points = run.Evaluations.Select(Mark).ToList();
        plot.Line(points.Select(point => (point.Position, point.Value)), Paint.Line(run.Colour));
        if (hasDots)
        {
            plot.Marks(points, 3, run.Colour, Paint.Dot(run.Colour));
        }

        if (run.BestEvaluation is { } best)
        {
            var mark = Mark(best);
            plot.Dots([mark with { Tip = mark.Tip + ", kept" }], 6.5, Paint.Ring(run.Colour));
        }
    }

    static string Tip(RunView run, EvaluationPoint point, string metric) =>
        $"{run.Label}, epoch {Figures.Exact(point.Position)}: "
        + $"{metric} {Figures.LongScore(Metric.Of(point.Record.Metrics, metric))}, "
        + $"train loss {Figures.LongScore(point.Record.TrainLoss)}, "
        + $"learning rate {Figures.Exact(point.Record.LearningRate)}";

    static List<LegendEntry> Legend(RunSet set, bool withTrain)
    {
        string Name(RunGroup group) => group.HasSeeds ? group.Label + ", a line each" : group.Label;
        List<LegendEntry> legend =
            [.. set.Groups.Select(group => LegendEntry.Of(set.IsSingle ? "validation" : Name(group), group.Index))];
        if (withTrain)
        {
            legend.Add(new("training loss (same colour; may hold a penalty on weights)", "thin neutral train"));
        }

        legend.Add(new LegendEntry("kept weights", "mark"));
        return legend;
    }

    static string Reading(RunView run, string metric)
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
            var epoch = Figures.Exact(first.Position);
            return $"One evaluation only: {metric} {Figures.Score(first.Value)} after epoch {epoch}.";
        }

        var direction = Metric.Direction(metric);
        var text = $"Validation {metric} {Sentence.Move(first.Value, last.Value)} from {Figures.Score(first.Value)} "
            + $"to {Figures.Score(last.Value)} over {Figures.Exact(last.Position - first.Position)} epochs";
        var best = direction >= 0 ? values.MaxBy(point => point.Value) : values.MinBy(point => point.Value);
        return text + (direction == 0 ? "."
            : best.Position == last.Position ? "; the last epoch is the best one."
            : $"; its best value, {Figures.Score(best.Value)}, came at epoch {Figures.Exact(best.Position)}"
            + (best.Value == last.Value ? " and again at the end." : ", and more training made it worse."));
    }
}
