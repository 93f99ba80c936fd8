using RankElastor.Experiments.Pages;
using RankElastor.Experiments.Severity.Judging;
using RankElastor.Report.Drawing;
using RankElastor.Training.Alarms;

namespace RankElastor.Experiments.Severity.Pages;

/// <summary>
/// AUC lost and the share of runs in which the rule raised, against what the rule compares; its limit is a vertical
/// line through both.
/// </summary>
static class SeverityFigure
{
    const double Left = 52, Right = LabFigure.Width - 22, Height = 490;
    const double LostTop = 92, LostBottom = 252, FoundTop = 302, FoundBottom = 412;

    /// <summary>An SVG document on white.</summary>
    public static string Draw(SweepResult result)
    {
        var (sweep, rule) = (result.Sweep, result.Sweep.InBook);
        var title = $"{sweep.Rule}, {sweep.Data}: {sweep.Plant.Name}";
        var svg = new Svg(LabFigure.Width, Height, $"{title}: severity, AUC lost, detection");
        var all = result.Curves.SelectMany(curve => curve.Degrees).ToList();
        var scale = new QuantityScale(
            all.Concat(result.Curves.Select(curve => curve.Twins)).Select(degree => degree.Quantity), rule.Limit,
            Left, Right);
        var ends = all.SelectMany(degree => new[] { degree.AucLost.Mean, degree.AucLost.Low, degree.AucLost.High });
        var lost = new PlotArea(svg, scale.Axis, Axis.Over(ends.Append(0), LostBottom, LostTop));
        var found = new PlotArea(svg, scale.Axis, Axis.FromZero(1, FoundBottom, FoundTop, 2));
        svg.Text(8, 20, title, "start", "title");
        Legend(svg, result.Curves);
        lost.DrawY("AUC lost against the twin without plant");
        found.DrawY("share of runs in which the rule is raised");
        lost.DrawX("", numbers: false);
        scale.Draw(svg, found, $"what the rule compares: {rule.Address} ({Words(rule.Quantity)})");
        svg.Line(Left, lost.Y.At(0), Right, lost.Y.At(0), "zero");
        for (var colour = 0; colour < result.Curves.Count; colour++)
        {
            DrawCurve(lost, found, scale, result.Curves[colour], colour);
        }

        var (x, above) = (scale.Axis.At(scale.Place(rule.Limit)), rule.Above ? "above" : "below");
        var isLate = x > (Left + Right) / 2;
        svg.Line(x, LostBottom, x, LostTop, "limit");
        svg.Line(x, FoundBottom, x, FoundTop, "limit");
        svg.Text(
            x + (isLate ? -5 : 5), LostTop + 12, $"limit: {above} {SeverityTable.Compared(rule.Limit)}",
            isLate ? "end" : "start", "small");
        svg.Text(8, Height - 12, "bars: 95 % over seeds; points: degrees of the plant; rings: without a plant", "start",
            "small");
        return LabFigure.Alone(svg, Height);
    }

    static string Words(AlarmQuantity quantity) => quantity switch
    {
        AlarmQuantity.OfStart => "over its value at the start",
        AlarmQuantity.OfBaseline => "over its value without structure",
        AlarmQuantity.Slope => "change per evaluation",
        _ => "its value",
    };

    static void Legend(Svg svg, IReadOnlyList<ModelCurve> curves)
    {
        for (var i = 0; i < curves.Count; i++)
        {
            var y = 40 + 17 * i;
            svg.Line(8, y - 4, 36, y - 4, $"line s{i}");
            svg.Dot(22, y - 4, 3.4, $"f{i}", "");
            svg.Text(43, y, curves[i].At.Model.Name, "start", "name");
        }
    }

    static void DrawCurve(PlotArea lost, PlotArea found, QuantityScale scale, ModelCurve curve, int colour)
    {
        var degrees = curve.Degrees.Where(degree => double.IsFinite(degree.Quantity)).ToList();
        double X(DegreeResult degree) => scale.Place(degree.Quantity);
        double Hits(DegreeResult degree) => (double)degree.Found.Hits / degree.Found.Count;
        string Tip(DegreeResult degree) => $"{curve.At.Model.Name}, {Collapse.GradedPlant.Text(degree.Degree)}: "
            + $"{SeverityTable.Compared(degree.Quantity)}";
        lost.Line(degrees.Select(degree => (X(degree), degree.AucLost.Mean)), $"line s{colour}");
        found.Line(degrees.Select(degree => (X(degree), Hits(degree))), $"line s{colour}");
        foreach (var degree in degrees)
        {
            lost.Interval(X(degree), degree.AucLost.Low, degree.AucLost.High, $"bar s{colour}");
        }

        lost.Dots([(X(curve.Twins), 0, $"{curve.At.Model.Name}, no plant")], 4, $"hollow s{colour}");
        lost.Dots(degrees.Select(degree => (X(degree), degree.AucLost.Mean, Tip(degree))), 3.4, $"f{colour}");
        found.Dots(degrees.Select(degree => (X(degree), Hits(degree), Tip(degree))), 3.4, $"f{colour}");
    }
}
