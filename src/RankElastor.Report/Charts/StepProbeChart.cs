using RankElastor.Report.Drawing;
using RankElastor.Report.Forms;
using RankElastor.Report.Reading;
using RankElastor.Training.Records;

namespace RankElastor.Report.Charts;

/// <summary>A variant of the rank in the forward passes of training steps, above the loss of the same steps: means of all sites, or the spread over rows at one.</summary>
static class StepProbeChart
{
    /// <summary>Means over rows, a line per site.</summary>
    public static Chart Draw(RunView run, string key)
    {
        var lines = Sites(run, key).Select(site => TimeLine.Plain(site, Points(run, site, key).Select(point => ((double)point.Probe.Step, point.Summary.Mean)))).ToList();
        return Finish(run, key, lines, $"{Variant.Of(key).Title} in training steps", "step-probes-" + key, Sites(run, key), TimeLine.Reading(lines, "within training steps it", "sites"));
    }

    /// <summary>The spread over rows at a site: mean and median, with the band from 5 % to 95 %.</summary>
    public static Chart DrawSpread(RunView run, string site, string key)
    {
        var points = Points(run, site, key).ToList();
        List<TimeLine> lines =
        [
            new("mean", [.. points.Select(point => ((double)point.Probe.Step, point.Summary.Mean, point.Summary.Q05, point.Summary.Q95))]),
            TimeLine.Plain("median", points.Select(point => ((double)point.Probe.Step, point.Summary.Median))),
        ];
        var (first, last) = (points[0].Summary, points[^1].Summary);
        var reading = $"Nine of ten rows lie between {Figures.Short(first.Q05)} and {Figures.Short(first.Q95)} at step {Figures.Count(points[0].Probe.Step)}, "
            + $"and between {Figures.Short(last.Q05)} and {Figures.Short(last.Q95)} at step {Figures.Count(points[^1].Probe.Step)}.";
        return Finish(run, key, lines, $"{site}: how rows spread", $"step-spread-{key}-{site}", [site], reading);
    }

    /// <summary>Sites that were probed in steps.</summary>
    public static IReadOnlyList<string> Sites(RunView run, string key) =>
        [.. run.StepProbes.Where(probe => probe.Measures.ContainsKey(key)).Select(probe => probe.Site).Distinct()];

    static IEnumerable<(StepProbeRecord Probe, MeasureSummary Summary)> Points(RunView run, string site, string key) =>
        run.StepProbes.Where(probe => probe.Site == site && probe.Measures.ContainsKey(key)).Select(probe => (probe, probe.Measures[key]));

    static Chart Finish(RunView run, string key, List<TimeLine> lines, string title, string name, IReadOnlyList<string> sites, string reading)
    {
        var csv = new Csv(name, "site", "epoch", "step", "mean", "q05", "median", "q95", "train_loss");
        foreach (var (probe, summary) in sites.SelectMany(site => Points(run, site, key)))
        {
            csv.Add(probe.Site, Figures.Whole(probe.Epoch), Figures.Exact(probe.Step), Figures.Exact(summary.Mean), Figures.Exact(summary.Q05),
                Figures.Exact(summary.Median), Figures.Exact(summary.Q95), Figures.Exact(probe.TrainLoss));
        }

        var losses = run.StepProbes.GroupBy(probe => probe.Step).Select(step => ((double)step.Key, step.First().TrainLoss)).ToList();
        var text = reading.Length == 0 ? "One probed step only." : char.ToUpperInvariant(reading[0]) + reading[1..];
        var form = new TimeForm
        {
            Description = $"{title}. {text}",
            Values = Variant.Of(key).Axis,
            Time = "step",
            Loss = "training loss of the step (nats per row)",
            Lines = lines,
            Losses = losses,
        };
        return new Chart(title, $"{text} {Comparison.LossMove("training loss", losses[0].TrainLoss, losses[^1].TrainLoss)}", "", form.Draw(), [], csv);
    }
}
