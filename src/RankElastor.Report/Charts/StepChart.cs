using RankElastor.Report.Drawing;
using RankElastor.Report.Reading;

namespace RankElastor.Report.Charts;

/// <summary>Training loss by step, thinned to at most 200 points a run, 60 where there are many runs.</summary>
static class StepChart
{
    const double Height = 280;
    const int MostPoints = 200;
    const int MostRuns = 8;

    public static Chart Draw(RunSet set)
    {
        var svg = new Svg(Svg.Width, Height, "Training loss by step. " + Reading(set));
        var thinned = set.Runs.Select(run => Thin(run.Steps, set.Runs.Count > MostRuns ? 60 : MostPoints)).ToList();
        var all = thinned.SelectMany(steps => steps).ToList();
        var panel = new Panel(svg, Axis.Over(all.Select(step => (double)step.Step), 52, Svg.Width - 16, 6),
            Axis.Over(all.Select(step => step.Loss), Height - 46, 30));
        panel.DrawY("training loss (nats per row)");
        panel.DrawX("step");
        var csv = new Csv("train-loss", "run", "epoch", "step", "loss", "learning_rate", "samples_per_second");
        foreach (var run in set.Runs)
        {
            panel.Line(thinned[run.Index].Select(step => ((double)step.Step, step.Loss)), Paint.ThinLine(run.Colour));
            foreach (var step in thinned[run.Index])
            {
                csv.Add(run.Label, Figures.Whole(step.Epoch), Figures.Exact(step.Step), Figures.Exact(step.Loss),
                    Figures.Exact(step.LearningRate), Figures.Exact(step.SamplesPerSecond));
            }
        }

        var legend = set.IsSingle ? [] : set.Groups.Select(group => new LegendEntry(group.Label, Paint.ThinLine(group.Index))).ToList();
        return new Chart("Training loss by step", Reading(set), "", svg.ToString(), legend, csv);
    }

    static string Reading(RunSet set) => string.Join(" ", set.Runs.Where(run => run.Steps.Count > 0).Take(3).Select(run =>
    {
        var (first, last) = (run.Steps[0], run.Steps[^1]);
        var verb = last.Loss < first.Loss ? "falls" : last.Loss > first.Loss ? "rises" : "stays";
        return $"{(set.IsSingle ? "The loss" : run.Label)} {verb} from {Figures.Score(first.Loss)} at step {Figures.Count(first.Step)} "
            + $"to {Figures.Score(last.Loss)} at step {Figures.Count(last.Step)}.";
    }));

    static List<Training.Records.StepRecord> Thin(IReadOnlyList<Training.Records.StepRecord> steps, int most)
    {
        var every = Math.Max(1, (steps.Count + most - 1) / most);
        return [.. steps.Where((_, i) => i % every == 0 || i == steps.Count - 1)];
    }
}
