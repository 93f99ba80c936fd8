using RankElastor.Numerics.Statistics;
using RankElastor.Report.Drawing;

namespace RankElastor.Experiments.Pages;

/// <summary>A line of a panel: at each place the values of the seeds.</summary>
sealed record PanelLine(string Name, IReadOnlyList<IReadOnlyList<double>> Values);

/// <summary>A panel: what its upright axis shows, and its lines.</summary>
sealed record Panel(string Axis, IReadOnlyList<PanelLine> Lines);

/// <summary>Panel below panel over common places: means over seeds, bars from the least seed to the largest.</summary>
static class PanelsFigure
{
    const double Left = 46, Right = LabFigure.Width - 12, Tall = 150, Gap = 40;
    const int Columns = 2;

    /// <summary>An SVG document.</summary>
    /// <param name="title">What is drawn.</param>
    /// <param name="across">What the places are.</param>
    /// <param name="places">Their names.</param>
    /// <param name="panels">From above; lines of one name have one colour.</param>
    public static string Draw(string title, string across, IReadOnlyList<string> places, IReadOnlyList<Panel> panels)
    {
        List<string> names = [.. panels.SelectMany(panel => panel.Lines).Select(line => line.Name).Distinct()];
        var first = 64 + 18 * ((names.Count + Columns - 1) / Columns);
        var height = first + panels.Count * (Tall + Gap) + 22;
        var svg = new Svg(LabFigure.Width, height, title);
        svg.Text(8, 20, title, "start", "title");
        LabFigure.Legend(svg, names, Columns);
        foreach (var (i, panel) in panels.Index())
        {
            var top = first + i * (Tall + Gap);
            var all = panel.Lines.SelectMany(line => line.Values).SelectMany(values => values);
            var plot = new PlotArea(
                svg, Axis.Places(places.Count, Left, Right), Axis.Over(all.Append(0), top + Tall, top, 4));
            plot.DrawY(panel.Axis);
            foreach (var line in panel.Lines)
            {
                Draw(plot, line, places, names.IndexOf(line.Name));
            }

            for (var place = 0; place < places.Count; place++)
            {
                svg.Text(plot.X.At(place), top + Tall + 15, places[place], "middle", "tick");
            }
        }

        svg.Text((Left + Right) / 2, height - 8, across, "middle", "axis");
        return LabFigure.Alone(svg, height);
    }

    static void Draw(PlotArea plot, PanelLine line, IReadOnlyList<string> places, int colour)
    {
        var style = Figures.Whole(colour);
        var shift = 0.03 * colour; // equal values stay visible
        var means = line.Values.Select((values, i) => (X: i + shift, Y: Sample.Mean([.. values]))).ToList();
        plot.Line(means, "line s" + style);
        plot.Marks(
            means.Select((point, i) => (point.X, point.Y, $"{line.Name}, {places[i]}: {Figures.Short(point.Y)}")), 3.5,
            colour, "f" + style);
        for (var i = 0; i < places.Count; i++)
        {
            plot.Interval(i + shift, line.Values[i].Min(), line.Values[i].Max(), "bar s" + style);
        }
    }
}
