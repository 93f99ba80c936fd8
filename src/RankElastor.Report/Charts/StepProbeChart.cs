using RankElastor.Report.Drawing;
using RankElastor.Report.Forms;
using RankElastor.Report.Reading;
using RankElastor.Training.Records;

namespace RankElastor.Report.Charts;

/// <summary>A variant of the rank in training steps: means of all sites, or the spread over rows at one.</summary>
static class StepProbeChart
{
    /// <summary>Means over rows, a line per site.</summary>
    public static Chart Draw(RunView run, string key)
    {
        var sites = Sites(run, key);
        TimeLine Line(string site) => TimeLine.Plain(
            site, Points(run, site, key).Select(point => ((double)point.Probe.Step, point.Rank.Mean)));
        var lines = sites.Select(Line).ToList();
        var reading = TimeLine.Reading(lines, "within training steps it", "sites");
        var data = Data(run, key, "step-probes-" + key, sites);
        var title = $"{Variant.Of(key).Title} in training steps";
        return Finish(run, key, lines, new Chart(title, reading, "", "", [], data));
    }

    /// <summary>The spread over rows at a site: mean and median, with the band from 5 % to 95 %.</summary>
    public static Chart DrawSpread(RunView run, string site, string key)
    {
        var points = Points(run, site, key).ToList();
        var band = points.Select(point => ((double)point.Probe.Step, point.Rank.Mean, point.Rank.Q05, point.Rank.Q95));
        List<TimeLine> lines =
        [
            new("mean", [.. band]),
            TimeLine.Plain("median", points.Select(point => ((double)point.Probe.Step, point.Rank.Median))),
        ];
        static string Range((StepProbeRecord Probe, MeasureSummary Rank) point) =>
            $"{Figures.Short(point.Rank.Q05)} and {Figures.Short(point.Rank.Q95)} "
            + $"at step {Figures.Count(point.Probe.Step)}";
        var reading = $"Nine of ten rows lie between {Range(points[0])}, and between {Range(points[^1])}.";
        var data = Data(run, key, $"step-spread-{key}-{site}", [site]);
        return Finish(run, key, lines, new Chart($"{site}: how rows spread", reading, "", "", [], data));
    }

    /// <summary>Sites that were probed in steps.</summary>
    public static IReadOnlyList<string> Sites(RunView run, string key) =>
        [.. run.StepProbes.Where(probe => probe.Measures.ContainsKey(key)).Select(probe => probe.Site).Distinct()];

    static IEnumerable<(StepProbeRecord Probe, MeasureSummary Rank)> Points(RunView run, string site, string key) =>
        run.StepProbes.Where(probe => probe.Site == site && probe.Measures.ContainsKey(key))
            .Select(probe => (probe, probe.Measures[key]));

    /// <summary>The chart with its drawing, and the loss in its reading.</summary>
    static Chart Finish(RunView run, string key, List<TimeLine> lines, Chart chart)
    {
        var losses = run.StepProbes.GroupBy(probe => probe.Step)
            .Select(step => ((double)step.Key, step.First().TrainLoss)).ToList();
        var text = chart.Reading.Length == 0 ? "One probed step only." : Sentence.Capital(chart.Reading);
        var form = new TimeForm
        {
            Description = $"{chart.Title}. {text}",
            Values = Variant.Of(key).Axis,
            Time = "step",
            Loss = "training loss of the step (nats per row)",
            Lines = lines,
            Losses = losses,
        };
        var move = ModelComparison.LossMove("training loss", losses[0].TrainLoss, losses[^1].TrainLoss);
        return chart with { Reading = $"{text} {move}", Drawing = form.Draw() };
    }

    static Csv Data(RunView run, string key, string name, IReadOnlyList<string> sites)
    {
        var csv = new Csv(name, "site", "epoch", "step", "mean", "q05", "median", "q95", "train_loss");
        foreach (var (probe, rank) in sites.SelectMany(site => Points(run, site, key)))
        {
            csv.Add(probe.Site, probe.Epoch, probe.Step, rank.Mean, rank.Q05, rank.Median, rank.Q95, probe.TrainLoss);
        }

        return csv;
    }
}
