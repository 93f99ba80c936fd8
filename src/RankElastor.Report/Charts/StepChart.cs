using RankElastor.Report.Drawing;
using RankElastor.Report.Reading;
using RankElastor.Training.Records;

namespace RankElastor.Report.Charts;

/// <summary>Training loss by step, thinned to at most 200 points per run, 60 where there are many runs.</summary>
static class StepChart
{
    const double Height = 280;
    const int MostRuns = 8;

    public static Chart Draw(RunSet set)
    {
        var some = set.Runs.Where(run => run.Steps.Count > 0).Take(3);
        var reading = string.Join(" ", some.Select(run => Reading(set, run)));
        var svg = new Svg(Svg.Width, Height, "Training loss by step. " + reading);
        var thinned = set.Runs.Select(run => Thin(run.Steps, set.Runs.Count > MostRuns ? 60 : 200)).ToList();
        var all = thinned.SelectMany(steps => steps).ToList();
        var x = Axis.Over(all.Select(step => (double)step.Step), 52, Svg.Width - 16, 6);
        var plot = new PlotArea(svg, x, Axis.Over(all.Select(step => step.Loss), Height - 46, 30));
        plot.DrawY("training loss (nats per row)");
        plot.DrawX("step");
        var csv = new Csv("train-loss", "run", "epoch", "step", "loss", "learning_rate", "samples_per_second");
        foreach (var run in set.Runs)
        {
            var steps = thinned[run.Index];
            plot.Line(steps.Select(step => ((double)step.Step, step.Loss)), Paint.ThinLine(run.Colour));
            steps.ForEach(step =>
                csv.Add(run.Label, step.Epoch, step.Step, step.Loss, step.LearningRate, step.SamplesPerSecond));
        }

        var models = set.Groups.Select(group => new LegendEntry(group.Label, Paint.ThinLine(group.Index)));
        return new Chart("Training loss by step", reading, "", svg.ToString(), set.IsSingle ? [] : [.. models], csv);
    }

    static string Reading(RunSet set, RunView run)
    {
        var (first, last) = (run.Steps[0], run.Steps[^1]);
        return $"{(set.IsSingle ? "The loss" : run.Label)} {Sentence.Move(first.Loss, last.Loss)} "
            + $"from {Figures.Score(first.Loss)} at step {Figures.Count(first.Step)} "
            + $"to {Figures.Score(last.Loss)} at step {Figures.Count(last.Step)}.";
    }

    static List<StepRecord> Thin(IReadOnlyList<StepRecord> steps, int most)
    {
        var every = Math.Max(1, (steps.Count + most - 1) / most);
        return [.. steps.Where((_, i) => i % every == 0 || i == steps.Count - 1)];
    }
}
