namespace RankElastor.Report.Drawing;

/// <summary>A rectangle of a drawing with an x and a y axis. Points are in units of the data.</summary>
sealed class PlotArea(Svg svg, Axis x, Axis y)
{
    public Axis X => x;
    public Axis Y => y;

    /// <summary>Horizontal grid lines with the numbers of the y axis, and its name above.</summary>
    public void DrawY(string name)
    {
        foreach (var tick in y.Ticks)
        {
            svg.Line(x.From, y.At(tick), x.To, y.At(tick), "gridline");
            svg.Text(x.From - 6, y.At(tick) + 4, y.Name(tick), "end", "tick");
        }

        svg.Text(4, y.To - 10, name, "start", "axis");
    }

    /// <summary>The numbers of the x axis and its name at the right end.</summary>
    public void DrawX(string name, bool numbers = true)
    {
        svg.Line(x.From, y.From, x.To, y.From, "base");
        if (!numbers)
        {
            return;
        }

        foreach (var tick in x.Ticks)
        {
            svg.Line(x.At(tick), y.From, x.At(tick), y.From + 4, "base");
            svg.Text(x.At(tick), y.From + 17, x.Name(tick), "middle", "tick");
        }

        svg.Text((x.From + x.To) / 2, y.From + 34, name, "middle", "axis");
    }

    /// <summary>Names below the places of the x axis, turned; only every k-th where there is no room.</summary>
    public void DrawPlaces(IReadOnlyList<string> names)
    {
        svg.Line(x.From, y.From, x.To, y.From, "base");
        var room = (x.To - x.From) / Math.Max(1, names.Count);
        var turn = room >= 20 ? -40 : -65;
        var every = Math.Max(1, (int)Math.Ceiling(14 / room));
        for (var i = 0; i < names.Count; i++)
        {
            svg.Line(x.At(i), y.From, x.At(i), y.From + 4, "base");
            if (i % every == 0)
            {
                svg.Text(x.At(i) + 4, y.From + 14, Shorten(names[i]), "end", "tick", turn);
            }
        }
    }

    /// <summary>Height that the turned names of <see cref="DrawPlaces"/> need.</summary>
    public static double RoomForPlaces(IReadOnlyList<string> names, double width)
    {
        var longest = names.Select(name => Shorten(name).Length).DefaultIfEmpty(0).Max();
        return 22 + 7.2 * longest * (width / Math.Max(1, names.Count) >= 20 ? 0.66 : 0.91);
    }

    public void Line(IEnumerable<(double X, double Y)> points, string style) =>
        svg.Path(points.Select(point => (x.At(point.X), y.At(point.Y))), style);

    public void Dots(IEnumerable<(double X, double Y, string Tip)> points, double radius, string style)
    {
        foreach (var (px, py, tip) in points)
        {
            svg.Dot(x.At(px), y.At(py), radius, style, tip);
        }
    }

    public void Marks(IEnumerable<(double X, double Y, string Tip)> points, double radius, int group, string style)
    {
        foreach (var (px, py, tip) in points)
        {
            svg.Mark(x.At(px), y.At(py), radius, group, style, tip);
        }
    }

    /// <summary>An upright bar over an interval; an end outside the plot area is cut off and has no foot.</summary>
    public void Interval(double at, double low, double high, string style)
    {
        if (!double.IsFinite(low) || !double.IsFinite(high))
        {
            return;
        }

        double Clamped(double value) => y.At(Math.Clamp(value, y.Low, y.High));
        svg.Line(x.At(at), Clamped(low), x.At(at), Clamped(high), style);
        foreach (var end in new[] { low, high }.Where(end => end >= y.Low && end <= y.High))
        {
            svg.Line(x.At(at) - 3, y.At(end), x.At(at) + 3, y.At(end), style);
        }
    }

    public void Band(IReadOnlyList<(double X, double Low, double High)> points, string style)
    {
        if (points.Count > 1)
        {
            svg.Area([.. points.Select(point => (x.At(point.X), y.At(point.High))),
                .. points.Reverse().Select(point => (x.At(point.X), y.At(point.Low)))], style);
        }
    }

    /// <summary>A horizontal line over the whole plot area with its name at the left end.</summary>
    public void Level(double value, string name, string style)
    {
        svg.Line(x.From, y.At(value), x.To, y.At(value), style);
        svg.Text(x.From + 4, y.At(value) - 5, name, "start", "note");
    }

    /// <summary>A vertical line over the whole plot area with its name at the top.</summary>
    public void Moment(double value, string name, string style)
    {
        svg.Line(x.At(value), y.From, x.At(value), y.To, style);
        var late = x.At(value) > x.To - 60;
        svg.Text(x.At(value) + (late ? -4 : 4), y.To + 11, name, late ? "end" : "start", "note");
    }

    static string Shorten(string name) => name.Length <= 22 ? name : "…" + name[^21..];
}
