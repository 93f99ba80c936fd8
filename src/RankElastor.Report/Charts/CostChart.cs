using RankElastor.Report.Drawing;
using RankElastor.Report.Reading;

namespace RankElastor.Report.Charts;

/// <summary>Wall seconds by phase, one bar per run.</summary>
static class CostChart
{
    static string[] Phases { get; } = ["prepare", "train", "evaluate", "probe", "other"];

    public static Chart? Draw(RunSet set)
    {
        var runs = set.Runs.Where(run => run.Result is { Costs.Count: > 0 }).ToList();
        if (runs.Count == 0)
        {
            return null;
        }

        var others = runs.SelectMany(run => run.Result!.Costs.Keys).Except(Phases).Order(StringComparer.Ordinal);
        var phases = Phases.Concat(others)
            .Where(phase => runs.Any(run => run.Result!.Costs.GetValueOrDefault(phase) > 0)).ToList();
        var height = 66 + 46.0 * runs.Count;
        var svg = new Svg(Svg.Width, height, "Wall seconds by phase. " + Reading(runs));
        var x = Axis.FromZero(runs.Max(run => run.Result!.Costs.Values.Sum()), 8, Svg.Width - 20);
        foreach (var tick in x.Ticks)
        {
            svg.Line(x.At(tick), 6, x.At(tick), height - 42, "gridline");
            svg.Text(x.At(tick), height - 26, x.Name(tick), "middle", "tick");
        }

        svg.Text((x.From + x.To) / 2, height - 8, "wall seconds", "middle", "axis");
        var csv = new Csv("costs", "run", "phase", "seconds");
        for (var i = 0; i < runs.Count; i++)
        {
            DrawBar(svg, x, 24 + 46.0 * i, runs[i], phases, csv);
        }

        var legend = phases.Select((phase, i) => new LegendEntry(phase, Paint.Fill(i), IsArea: true)).ToList();
        return new Chart("Wall time by phase", Reading(runs), "", svg.ToString(), legend, csv);
    }

    static void DrawBar(Svg svg, Axis x, double top, RunView run, List<string> phases, Csv csv)
    {
        svg.Text(x.From, top - 6, $"{run.Label}: {Figures.Duration(run.Result!.Seconds)}", "start", "name");
        var start = 0.0;
        for (var i = 0; i < phases.Count; i++)
        {
            var seconds = run.Result.Costs.GetValueOrDefault(phases[i]);
            if (seconds > 0)
            {
                svg.Rectangle(x.At(start), top, Math.Max(0.5, x.At(start + seconds) - x.At(start)), 20,
                    Paint.Fill(i), $"{phases[i]}: {Figures.Duration(seconds)}");
            }

            csv.Add(run.Label, phases[i], seconds);
            start += seconds;
        }
    }

    static string Reading(List<RunView> runs) => string.Join(" ", runs.Take(4).Select(run =>
    {
        var (phase, seconds) = run.Result!.Costs
            .OrderByDescending(cost => cost.Value).ThenBy(cost => cost.Key, StringComparer.Ordinal).First();
        var total = run.Result.Costs.Values.Sum();
        var percent = Figures.Fixed(total > 0 ? 100 * seconds / total : 0, 0);
        return $"{(runs.Count == 1 ? "The run" : run.Label)} spent {percent} % of its time in {phase}, "
            + $"and trained on {Figures.Count(run.Result.SamplesPerSecond)} samples per second.";
    }));
}
