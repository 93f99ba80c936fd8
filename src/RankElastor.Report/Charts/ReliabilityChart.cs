using RankElastor.Numerics.Metrics;
using RankElastor.Report.Drawing;
using RankElastor.Report.Reading;
using RankElastor.Training.Records;

namespace RankElastor.Report.Charts;

/// <summary>
/// A reliability diagram: in the bins of ECE the click rate by mean prediction, with Wilson's 95 % intervals;
/// calibrated predictions lie on the diagonal.
/// </summary>
static class ReliabilityChart
{
    const double Height = 340;
    const int MostIntervals = 3;

    /// <summary>Test rows of runs; null where no log has bins.</summary>
    public static Chart? Draw(RunSet set)
    {
        var lines = set.Runs.Where(run => run.TestEvaluation?.Reliability is [_, ..]).Select(run => new Line(
            set.IsSingle ? "as trained" : run.Label, run.Colour, run.TestEvaluation!.Reliability!)).ToList();
        if (set.IsSingle && set.Runs[0].Result?.Calibration is { } record)
        {
            lines.AddRange(record.Readings.Where(reading => reading is { Split: "test", Answers: "recalibrated" })
                .Select(reading => new Line($"recalibrated ({record.Method})", 1, reading.Reliability)));
        }

        return lines.Count == 0 ? null : Draw("Reliability on the test rows", lines, Table(lines));
    }

    /// <summary>Before and after: of test rows, else of validation rows by maps that saw others.</summary>
    public static Chart Draw(CalibrationRecord record)
    {
        var split = record.Readings.Any(reading => reading.Split == "test") ? "test" : "valid";
        var shown = record.Readings.Where(reading =>
            reading.Split == split && reading.Answers != "in-sample");
        List<Line> lines = [.. shown.Select((reading, i) => new Line(reading.Answers, i, reading.Reliability))];
        return Draw($"Reliability on the {split} rows, {record.Method}", lines, Table(record));
    }

    /// <summary>The bins of every reading.</summary>
    public static Csv Table(CalibrationRecord record) => Table(
        [.. record.Readings.Select(reading => new Line($"{reading.Split} {reading.Answers}", 0, reading.Reliability))]);

    static Csv Table(IReadOnlyList<Line> lines)
    {
        var csv = new Csv(
            "reliability", "answers", "bin", "rows", "mean_prediction", "click_rate", "ci95_low", "ci95_high");
        foreach (var line in lines)
        {
            foreach (var (number, bin) in line.Bins.Index())
            {
                csv.Add(line.Name, number + 1, (double)bin.Rows, bin.Prediction, bin.Rate, bin.Share.Low,
                    bin.Share.High);
            }
        }

        return csv;
    }

    static Chart Draw(string title, IReadOnlyList<Line> lines, Csv table)
    {
        var reading = string.Join(" ", lines.Take(4).Select(line => lines.Count > 1
            ? $"{Sentence.Capital(line.Name)}: {Reading(line.Bins)}" : Reading(line.Bins)));
        var svg = new Svg(Svg.Width, Height, $"{title}. {reading}");
        var bins = lines.SelectMany(line => line.Bins).ToList();
        var (x, y) = (
            Axis.Over(bins.Select(bin => bin.Prediction).Append(0), 52, Svg.Width - 16),
            Axis.Over(bins.SelectMany(bin => new[] { bin.Share.Low, bin.Share.High }).Append(0), Height - 46, 30));
        var plot = new PlotArea(svg, x, y);
        plot.DrawY("click rate");
        plot.DrawX("mean prediction of the bin");
        var end = Math.Min(x.High, y.High);
        plot.Line([(0, 0), (end, end)], "rule");
        foreach (var line in lines)
        {
            foreach (var bin in lines.Count <= MostIntervals ? line.Bins : [])
            {
                plot.Interval(bin.Prediction, bin.Share.Low, bin.Share.High, Paint.Whisker(line.Colour));
            }

            plot.Line(line.Bins.Select(bin => (bin.Prediction, bin.Rate)), Paint.ThinLine(line.Colour));
            plot.Marks(
                line.Bins.Select(bin => (bin.Prediction, bin.Rate, Tip(line.Name, bin))), 3, line.Colour,
                Paint.Dot(line.Colour));
        }

        LegendEntry[] legend =
        [
            .. lines.DistinctBy(line => line.Colour).Select(line => LegendEntry.Of(line.Name, line.Colour)),
            new("calibrated", "rule"),
        ];
        return new Chart(title, reading, "", svg.ToString(), legend, table);
    }

    /// <summary>ECE beside what calibrated predictions would read.</summary>
    static string Reading(IReadOnlyList<ReliabilityBin> bins)
    {
        var (error, calibrated) = (CalibrationError.Expected(bins), CalibratedError.Of(bins));
        var chance = calibrated.ChanceOf(error);
        return $"ECE {Figures.LongScore(error)}; calibrated predictions read {Figures.LongScore(calibrated.Mean)} on "
            + $"average and stay below {Figures.LongScore(calibrated.Limit95)} in 95 of 100 samples: "
            + (error > calibrated.Limit95 ? "more than chance" : "no more than chance may do")
            + $" (p {(chance < 0.001 ? "< 0.001" : $"= {Figures.Fixed(chance, 3)}")}).";
    }

    static string Tip(string name, ReliabilityBin bin) =>
        $"{name}: {Figures.Count(bin.Rows)} rows, prediction {Figures.LongScore(bin.Prediction)}, click rate "
        + $"{Figures.LongScore(bin.Rate)} ({Figures.LongScore(bin.Share.Low)} … {Figures.LongScore(bin.Share.High)})";

    sealed record Line(string Name, int Colour, IReadOnlyList<ReliabilityBin> Bins);
}
