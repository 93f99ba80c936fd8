using System.Globalization;
using System.Net;
using System.Text;

namespace RankElastor.Report.Drawing;

/// <summary>A drawing that scales with its place on the page. Colours and line styles are classes of the report's style sheet.</summary>
sealed class Svg(double width, double height, string description)
{
    /// <summary>Width of every chart's drawing; at this width text has its size in pixels.</summary>
    public const double Width = 440;

    readonly StringBuilder _body = new();

    public void Line(double x1, double y1, double x2, double y2, string style) =>
        _body.Append("<path class=\"").Append(style).Append("\" d=\"M").Append(Figures.At(x1)).Append(' ').Append(Figures.At(y1))
            .Append('L').Append(Figures.At(x2)).Append(' ').Append(Figures.At(y2)).Append("\"/>");

    /// <summary>A line through points; it breaks where a coordinate is not a number.</summary>
    public void Path(IEnumerable<(double X, double Y)> points, string style)
    {
        var path = PathOf(points);
        if (path.Length > 0)
        {
            _body.Append("<path class=\"").Append(style).Append("\" d=\"").Append(path).Append("\"/>");
        }
    }

    /// <summary>The area inside a closed line.</summary>
    public void Area(IReadOnlyList<(double X, double Y)> outline, string style)
    {
        var path = PathOf(outline);
        if (path.Length > 0)
        {
            _body.Append("<path class=\"").Append(style).Append("\" d=\"").Append(path).Append("Z\"/>");
        }
    }

    public void Rectangle(double x, double y, double w, double h, string style, string tip) =>
        Shape($"<rect class=\"{style}\" x=\"{Figures.At(x)}\" y=\"{Figures.At(y)}\" width=\"{Figures.At(w)}\" height=\"{Figures.At(h)}\"", "rect", tip);

    /// <summary>A dot that says its values when pointed at.</summary>
    public void Dot(double x, double y, double radius, string style, string tip)
    {
        if (double.IsFinite(x) && double.IsFinite(y))
        {
            Shape($"<circle class=\"{style}\" cx=\"{Figures.At(x)}\" cy=\"{Figures.At(y)}\" r=\"{Figures.At(radius)}\"", "circle", tip);
        }
    }

    /// <summary>A mark whose shape tells a group from those of the same colour: circle, then square, then triangle.</summary>
    public void Mark(double x, double y, double radius, int group, string style, string tip)
    {
        if (double.IsFinite(x) && double.IsFinite(y))
        {
            var (start, element) = MarkOf(x, y, radius, group, style);
            Shape(start, element, tip);
        }
    }

    /// <summary>The beginning of a mark's element, and the element's name.</summary>
    public static (string Start, string Element) MarkOf(double x, double y, double radius, int group, string style) => (group / Paint.Colours % 3) switch
    {
        0 => ($"<circle class=\"{style}\" cx=\"{Figures.At(x)}\" cy=\"{Figures.At(y)}\" r=\"{Figures.At(radius)}\"", "circle"),
        1 => ($"<rect class=\"{style}\" x=\"{Figures.At(x - radius)}\" y=\"{Figures.At(y - radius)}\" width=\"{Figures.At(2 * radius)}\" height=\"{Figures.At(2 * radius)}\"", "rect"),
        _ => ($"<path class=\"{style}\" d=\"M{Figures.At(x)} {Figures.At(y - 1.3 * radius)}L{Figures.At(x + 1.2 * radius)} {Figures.At(y + radius)}L{Figures.At(x - 1.2 * radius)} {Figures.At(y + radius)}Z\"", "path"),
    };

    /// <summary>Begins a group with a style of its own, such as a colour.</summary>
    public void Open(string style) => _body.Append("<g style=\"").Append(style).Append("\">");

    /// <summary>Ends the group begun last.</summary>
    public void Close() => _body.Append("</g>");

    /// <summary>Text; <paramref name="anchor"/> is start, middle or end.</summary>
    public void Text(double x, double y, string text, string anchor = "start", string style = "", double turn = 0)
    {
        _body.Append("<text x=\"").Append(Figures.At(x)).Append("\" y=\"").Append(Figures.At(y)).Append('"');
        if (anchor != "start")
        {
            _body.Append(" text-anchor=\"").Append(anchor).Append('"');
        }

        if (style.Length > 0)
        {
            _body.Append(" class=\"").Append(style).Append('"');
        }

        if (turn != 0)
        {
            _body.Append(CultureInfo.InvariantCulture, $" transform=\"rotate({Figures.At(turn)} {Figures.At(x)} {Figures.At(y)})\"");
        }

        _body.Append('>').Append(WebUtility.HtmlEncode(text)).Append("</text>");
    }

    /// <summary>The element, well-formed on its own.</summary>
    public override string ToString() =>
        $"<svg viewBox=\"0 0 {Figures.At(width)} {Figures.At(height)}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(description)}\">{_body}</svg>";

    void Shape(string start, string element, string tip)
    {
        _body.Append(start);
        if (tip.Length == 0)
        {
            _body.Append("/>");
        }
        else
        {
            _body.Append("><title>").Append(WebUtility.HtmlEncode(tip)).Append("</title></").Append(element).Append('>');
        }
    }

    static string PathOf(IEnumerable<(double X, double Y)> points)
    {
        var path = new StringBuilder();
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
