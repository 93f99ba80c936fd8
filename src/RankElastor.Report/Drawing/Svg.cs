namespace RankElastor.Report.Drawing;

/// <summary>An SVG drawing that scales with its place on the page; styles are classes of the report's sheet.</summary>
sealed class Svg(double width, double height, string description)
{
    /// <summary>Width of every chart's drawing; at this width text has its size in pixels.</summary>
    public const double Width = 440;

    readonly Markup _body = new(0, 0);

    public void Line(double x1, double y1, double x2, double y2, string style) =>
        Add($"""<path class="{style}" d="M{x1} {y1}L{x2} {y2}"/>""");

    /// <summary>A line through points; it breaks where a coordinate is not a number.</summary>
    public void Path(IEnumerable<(double X, double Y)> points, string style)
    {
        var path = PathOf(points);
        if (path.Length > 0)
        {
            Add($"""<path class="{style}" d="{path}"/>""");
        }
    }

    public void Area(IReadOnlyList<(double X, double Y)> outline, string style)
    {
        var path = PathOf(outline);
        if (path.Length > 0)
        {
            Add($"""<path class="{style}" d="{path}Z"/>""");
        }
    }

    public void Rectangle(double x, double y, double w, double h, string style, string tip) =>
        Shape($"<rect class=\"{style}\" x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\"", "rect", tip);

    /// <summary>A dot that says its values when pointed at.</summary>
    public void Dot(double x, double y, double radius, string style, string tip) => Mark(x, y, radius, 0, style, tip);

    /// <summary>A mark in the shape of its group: circle, square or triangle.</summary>
    public void Mark(double x, double y, double radius, int group, string style, string tip)
    {
        if (double.IsFinite(x) && double.IsFinite(y))
        {
            var (start, element) = MarkOf(x, y, radius, group, style);
            Shape(start, element, tip);
        }
    }

    /// <summary>The beginning of a mark's element, and the element's name.</summary>
    public static (Markup Start, string Element) MarkOf(double x, double y, double radius, int group, string style)
    {
        var (left, top, low, side) = (x - radius, y - radius, y + radius, 1.2 * radius);
        var (width, peak) = (2 * radius, y - 1.3 * radius);
        return (group / Paint.Colours % 3) switch
        {
            0 => ($"<circle class=\"{style}\" cx=\"{x}\" cy=\"{y}\" r=\"{radius}\"", "circle"),
            1 => ($"<rect class=\"{style}\" x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{width}\"", "rect"),
            _ => ($"<path class=\"{style}\" d=\"M{x} {peak}L{x + side} {low}L{x - side} {low}Z\"", "path"),
        };
    }

    /// <summary>Begins a group with a style of its own, such as a colour.</summary>
    public void Open(string style) => Add($"""<g style="{style}">""");

    public void Close() => Add($"</g>");

    /// <summary>Text; <paramref name="anchor"/> is start, middle or end.</summary>
    public void Text(double x, double y, string text, string anchor = "start", string style = "", double turn = 0)
    {
        var rotation = turn == 0 ? "" : $"rotate({Figures.At(turn)} {Figures.At(x)} {Figures.At(y)})";
        Add($"<text x=\"{x}\" y=\"{y}\"{Attribute("text-anchor", anchor == "start" ? "" : anchor)}");
        Add($"{Attribute("class", style)}{Attribute("transform", rotation)}>{text}</text>");
    }

    /// <summary>The element, well-formed on its own.</summary>
    public override string ToString()
    {
        Markup svg = $"""<svg viewBox="0 0 {width} {height}" role="img" aria-label="{description}">{_body}</svg>""";
        return svg.ToString();
    }

    void Add(Markup markup) => _body.AppendFormatted(markup);

    static Markup Attribute(string name, string value) =>
        value.Length == 0 ? Markup.Empty : $" {name}=\"{value}\"";

    void Shape(Markup start, string element, string tip)
    {
        if (tip.Length == 0)
        {
            Add($"{start}/>");
        }
        else
        {
            Add($"{start}><title>{tip}</title></{element}>");
        }
    }

    static string PathOf(IEnumerable<(double X, double Y)> points)
    {
        var path = new System.Text.StringBuilder();
        var pen = 'M';
        foreach (var (x, y) in points)
        {
            if (!double.IsFinite(x) || !double.IsFinite(y))
            {
                pen = 'M';
                continue;
            }

            path.Append(pen).Append(Figures.At(x)).Append(' ').Append(Figures.At(y));
            pen = 'L';
        }

        return path.ToString();
    }
}
