using RankElastor.Report.Drawing;
using RankElastor.Report.Forms;
using RankElastor.Report.Reading;
using RankElastor.Report.Stages;
using RankElastor.Training.Records;

namespace RankElastor.Report.Health;

/// <summary>Of one run by epoch, a line per subject; of several models by subject, a line per model.</summary>
static class HealthChart
{
    const int MostLines = 16;

    /// <summary>The chart, or null where no run has the measure.</summary>
    public static Chart? Draw(RunSet set, HealthMeasure measure)
    {
        var subjects = RunSet.Merge(set.Runs.Select(run => run.Health.Subjects(measure.Kind, measure.Key)));
        return subjects.Count == 0 ? null : set.IsSingle
            ? OverTime(set.Runs[0], measure, subjects) : BySubject(set, measure, subjects);
    }

    static Chart OverTime(RunView run, HealthMeasure measure, List<string> subjects)
    {
        var all = subjects.ConvertAll(subject => TimeLine.Plain(subject, run.Health.Series(measure.Kind, subject)
            .Select(record => ((double)record.Epoch, record.Measures.GetValueOrDefault(measure.Key, double.NaN)))));
        var kept = all.OrderByDescending(line => measure.Worse * Last(line)).Take(MostLines).ToHashSet();
        var lines = all.Where(kept.Contains).ToList();
        var losses = run.Health.Records.Where(record => record.Kind == measure.Kind)
            .GroupBy(record => record.Epoch).OrderBy(epoch => epoch.Key)
            .Select(epoch => ((double)epoch.Key, epoch.First().ValidLoss)).ToList();
        var reading = Reading(measure, all) + (all.Count > lines.Count
            ? $" Of {Figures.Whole(all.Count)} the worst {Figures.Whole(lines.Count)} are drawn." : "");
        var form = new TimeForm
        {
            Description = $"{measure.Axis} by epoch, with validation logloss. {reading}",
            Values = measure.Axis,
            Time = "epoch",
            Loss = "validation logloss (nats per row)",
            Lines = lines,
            Losses = losses,
            Ends = measure.Ends,
            Kept = run.BestEpoch,
        };
        return new Chart(measure.Title, $"{reading} {measure.Meaning}",
            "", form.Draw(), [], Data([run], measure, subjects));
    }

    static Chart BySubject(RunSet set, HealthMeasure measure, List<string> subjects)
    {
        var lines = PlacesLine.Pairs(set, (group, initial) => Points(group, measure, subjects, initial));
        var worst = lines.Where(line => !line.IsInitial)
            .SelectMany(line => line.Points.Select(point => (line.Group, point.Place, point.Value.Mean)))
            .OrderByDescending(point => (measure.Worse == 0 ? 1 : measure.Worse) * point.Mean)
            .FirstOrDefault((Group: -1, Place: 0, Mean: double.NaN));
        var reading = worst.Group < 0 ? "" : $"{(measure.Worse < 0 ? "Lowest" : "Highest")} after "
            + $"training: {Figures.Short(worst.Mean)} at {subjects[worst.Place]} of {set.Groups[worst.Group].Label}. ";
        var form = new PlacesForm
        {
            Description = $"{measure.Axis}. {reading}",
            Values = measure.Axis,
            Places = subjects,
            Lines = lines,
            Ends = measure.Ends
        };
        List<LegendEntry> legend = [.. set.Groups.Where(group => lines.Any(line => line.Group == group.Index))
            .Select(group => new LegendEntry(group.Label, Paint.Line(group.Index), Group: group.Index)),
            new LegendEntry("thin: initial weights", "thin neutral")];
        return new Chart(measure.Title, reading + measure.Meaning,
            TrajectoryChart.Loss(set), form.Draw(), legend, Data(set.Runs, measure, subjects));
    }

    static List<PlacesPoint> Points(RunGroup group, HealthMeasure measure, List<string> subjects, bool initial) =>
        [.. subjects.Select(
            (subject, place) => new PlacesPoint(place, group.Of(run => At(run, measure, subject, initial))))
            .Where(point => double.IsFinite(point.Value.Mean))];

    static double At(RunView run, HealthMeasure measure, string subject, bool initial)
    {
        var record = run.Health.At(measure.Kind, subject, initial ? 0 : run.BestEpoch);
        return record is not null && (record.Epoch == 0) == initial
            ? record.Measures.GetValueOrDefault(measure.Key, double.NaN) : double.NaN;
    }

    static double Last(TimeLine line) =>
        line.Points.Select(point => point.Y).LastOrDefault(double.IsFinite, double.NaN);

    static string Reading(HealthMeasure measure, List<TimeLine> lines)
    {
        var ends = lines.ConvertAll(line => (line.Name, Value: Last(line)));
        var (low, high) = (ends.MinBy(end => end.Value), ends.MaxBy(end => end.Value));
        var at = lines.Count == 1 ? "" : measure.Worse > 0 ? $" at {high.Name}" : $" at {low.Name}";
        var values = lines.Count == 1 || measure.Worse != 0
            ? $"At the end {(lines.Count == 1 ? "it is" : measure.Worse > 0 ? "the highest is" : "the lowest is")} "
            + $"{Figures.Short(measure.Worse > 0 ? high.Value : low.Value)}{at}"
            : $"At the end it lies between {Figures.Short(low.Value)} "
            + $"at {low.Name} and {Figures.Short(high.Value)} at {high.Name}";
        var starts = lines.SelectMany(line => line.Points)
            .Where(point => point.X == 0 && double.IsFinite(point.Y)).Select(point => point.Y).ToList();
        return values + (starts.Count == 0 ? "."
            : starts.Count == 1 ? $"; at the start it was {Figures.Short(starts[0])}."
            : $"; at the start they were {Figures.Short(starts.Min())} to {Figures.Short(starts.Max())}.");
    }

    static Csv Data(IReadOnlyList<RunView> runs, HealthMeasure measure, List<string> subjects)
    {
        var csv = new Csv($"health-{Address.Word(measure.Kind)}-{measure.Key}",
            "run", "epoch", "subject", measure.Key, "valid_logloss");
        foreach (var run in runs)
        {
            foreach (var record in subjects.SelectMany(subject => run.Health.Series(measure.Kind, subject)))
            {
                csv.Add(run.Label, Figures.Whole(record.Epoch), record.Subject, Figures.Exact(
                    record.Measures.GetValueOrDefault(measure.Key, double.NaN)), Figures.Exact(record.ValidLoss));
            }
        }

        return csv;
    }
}
