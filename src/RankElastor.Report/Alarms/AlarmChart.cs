using RankElastor.Report.Drawing;
using RankElastor.Report.Reading;

namespace RankElastor.Report.Alarms;

/// <summary>Validation logloss by epoch, a line per run; below it a bar per alarm while it is open.</summary>
static class AlarmChart
{
    const double Plot = 230;
    const double RowHeight = 30;
    const int MostBars = 16;
    const double Left = 52;
    const double Right = Svg.Width - 16;

    public static Chart? Draw(RunSet set)
    {
        var all = Finding.Of(set).SelectMany(finding => finding.Places).ToList();
        if (all.Count == 0 || set.Runs.All(run => run.Evaluations.Count == 0))
        {
            return null;
        }

        var shown = all.Take(MostBars).ToList();
        var height = Plot + 46 + RowHeight * shown.Count;
        var reading = Reading(set, all);
        var svg = new Svg(Svg.Width, height, $"Alarms and validation logloss by epoch. {reading}");
        var last = set.Runs.Where(run => run.Evaluations.Count > 0).Max(run => run.Evaluations[^1].Position);
        var x = Axis.Epochs(0, last, Left, Right);
        var losses = set.Runs.SelectMany(run => run.Evaluations.Select(point => Loss(point)))
            .Concat(all.Select(place => place.Span.Raised.ValidLoss));
        var panel = new PlotArea(svg, x, Axis.Over(losses, Plot - 46, 30));
        panel.DrawY("validation logloss (nats per row)");
        panel.DrawX("epoch");
        foreach (var run in set.Runs)
        {
            panel.Line(run.Evaluations.Select(point => (point.Position, Loss(point))), Paint.Line(run.Colour));
        }

        foreach (var place in shown)
        {
            var (at, raised) = (Start(place), place.Span.Raised);
            svg.Mark(x.At(at), panel.Y.At(raised.ValidLoss),
                5, 2 * Paint.Colours, Style(place), $"{raised.Rule} at {raised.Subject}: {Finding.When(place)}");
        }

        for (var i = 0; i < shown.Count; i++)
        {
            DrawBar(svg, x, Plot + 8 + RowHeight * i, set, shown[i], last);
        }

        svg.Text(4, height - 8, "bars: from raising to clearing, on the same axis of epochs", "start", "note");
        return new Chart("Alarms under the loss",
            reading + (all.Count > shown.Count ? $" The first {Figures.Whole(shown.Count)} are drawn." : ""),
            "", svg.ToString(), Legend(set), Data(all));
    }

    static double Loss(EvaluationPoint point) => Metric.Of(point.Record.Metrics, Metric.Logloss);

    static double Start(FindingPlace place) => place.Run.PositionOf(place.Span.Raised.Epoch, place.Span.Raised.Step);

    static string Style(FindingPlace place) => place.Span.IsWarning ? "dot f1" : "dot f5";

    static void DrawBar(Svg svg, Axis x, double top, RunSet set, FindingPlace place, double last)
    {
        var (from, cleared) = (Start(place), place.Span.Cleared);
        var to = cleared is null ? Math.Max(last, from) : place.Run.PositionOf(cleared.Epoch, cleared.Step);
        var name = (set.IsSingle ? "" : place.Run.Label + ": ")
            + $"{place.Span.Raised.Rule}, {place.Span.Raised.Subject}";
        svg.Text(4, top + 11, name.Length <= 62 ? name : name[..61] + "…", "start", "name");
        svg.Rectangle(x.At(from), top + 16, Math.Max(2, x.At(to) - x.At(from)),
            6, place.Span.IsWarning ? "fill f1" : "fill f5", $"{name}: {Finding.When(place)}");
        svg.Mark(x.At(from), top + 19, 4.5, 2 * Paint.Colours, Style(place), "");
        if (cleared is not null)
        {
            svg.Dot(x.At(to), top + 19, 4, place.Span.IsWarning ? "ring hollow s1" : "ring hollow s5", "");
        }
    }

    static List<LegendEntry> Legend(RunSet set) =>
    [
        .. set.Groups.Select(
            group => new LegendEntry(set.IsSingle ? "validation logloss" : group.Label, Paint.Line(group.Index))),
        new("warning raised", "dot f1", Group: 2 * Paint.Colours),
        new("note", "dot f5", Group: 2 * Paint.Colours), new("cleared", "mark"),
    ];

    static string Reading(RunSet set, List<FindingPlace> all)
    {
        var first = all.OrderBy(place => place.Span.IsWarning ? 0 : 1).ThenBy(place => place.Span.Raised.Step).First();
        var raised = first.Span.Raised;
        var open = all.Count(place => place.Span.Cleared is null);
        return $"The first {(first.Span.IsWarning ? "warning" : "note")}, "
            + $"{raised.Rule} at {raised.Subject}{(set.IsSingle ? "" : " of " + first.Run.Label)}, "
            + $"was {Finding.When(first).Split(';')[0]}; "
            + (all.Count == 1 ? open == 1 ? "it was not cleared." : "it has cleared."
                : $"{Figures.Whole(open)} of {Figures.Whole(all.Count)} alarms "
                    + $"{(open == 1 ? "was" : "were")} not cleared.");
    }

    static Csv Data(List<FindingPlace> all)
    {
        var csv = new Csv("alarms", "run", "rule", "subject", "severity", "state",
            "epoch", "step", "measure", "value", "limit", "cause", "text", "remedies", "action", "valid_logloss");
        foreach (var (run, record) in all.SelectMany(
            place => new[] { place.Span.Raised, place.Span.Cleared }.OfType<Training.Records.AlarmRecord>()
            .Select(record => (place.Run, record))))
        {
            csv.Add(run.Label, record.Rule.ToString(), record.Subject,
                record.Severity, record.State, Figures.Whole(record.Epoch), Figures.Exact(record.Step), record.Measure,
                Figures.Exact(record.Value), Figures.Exact(record.Limit), record.Cause.ToString(),
                record.Text, string.Join("; ", record.Remedies), record.Action, Figures.Exact(record.ValidLoss));
        }

        return csv;
    }
}
