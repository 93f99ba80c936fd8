using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace RankElastor.Tests.Report;

/// <summary>
/// A drawing read back as a reader does: positions become numbers by the labels beside the axes, not by what the
/// program holds.
/// </summary>
sealed class DrawnPlot
{
    /// <summary>Coordinates are written to a tenth of a unit.</summary>
    const double Rounding = 0.06;

    readonly List<XElement> _elements;
    readonly List<(double Place, double Value)> _xTicks = [], _yTicks = [];

    public DrawnPlot(string svg)
    {
        _elements = [.. XElement.Parse(svg).Descendants()];
        foreach (var text in _elements.Where(element => element.Name == "text" && Of(element, "class") == "tick"))
        {
            if (text.Attribute("transform") is null && Number(text.Value) is { } value)
            {
                var isY = Of(text, "text-anchor") == "end";
                (isY ? _yTicks : _xTicks).Add((isY ? Place(text, "y") - 4 : Place(text, "x"), value));
            }
        }
    }

    public IReadOnlyList<string> Words => [.. _elements.Where(element => element.Name == "text")
        .Select(at => at.Value)];

    public IReadOnlyList<string> Tips => [.. _elements.Where(element => element.Name == "title")
        .Select(at => at.Value)];

    /// <summary>The points of each line of a style, in the units of the axes.</summary>
    public IReadOnlyList<IReadOnlyList<(double X, double Y)>> Lines(string style) =>
        [.. Paths(style).Select(path => (IReadOnlyList<(double, double)>)[.. path.Select(ToData)])];

    /// <summary>Left and right end of each bar of a style, in units of the x axis.</summary>
    public IReadOnlyList<(double From, double To)> Bars(string style) =>
    [
        .. _elements.Where(element => element.Name == "rect" && Of(element, "class") == style)
            .Select(bar => (X(Place(bar, "x")), X(Place(bar, "x") + Place(bar, "width")))),
    ];

    /// <summary>Checks that points lie where numbers are, and within the axes that are labelled.</summary>
    public void AssertLine(string style, params IReadOnlyList<(double X, double Y)> expected)
    {
        var line = Assert.Single(Lines(style));
        Assert.Equal(expected.Count, line.Count);
        foreach (var (wanted, drawn) in expected.Zip(line))
        {
            Assert.Equal(wanted.X, drawn.X, Step(_xTicks));
            Assert.Equal(wanted.Y, drawn.Y, Step(_yTicks));
        }
    }

    /// <summary>Checks that nothing of a style leaves the labelled part of the y axis.</summary>
    public void AssertInside(params string[] styles)
    {
        var (low, high) = (_yTicks.Min(tick => tick.Value), _yTicks.Max(tick => tick.Value));
        var points = styles.SelectMany(Lines).SelectMany(line => line).ToList();
        Assert.NotEmpty(points);
        Assert.All(points, point => Assert.InRange(point.Y, low - Step(_yTicks), high + Step(_yTicks)));
    }

    public IReadOnlyList<(double X, double Y)> Paths(string style, int at) => Paths(style)[at];

    (double X, double Y) ToData((double X, double Y) at) => (X(at.X), Map(_yTicks, at.Y));

    double X(double place) => Map(_xTicks, place);

    List<List<(double X, double Y)>> Paths(string style) =>
    [
        .. _elements.Where(element => element.Name == "path" && Of(element, "class") == style).Select(path =>
            Regex.Matches(Of(path, "d"), @"[ML](-?[\d.]+) (-?[\d.]+)")
                .Select(point => (Parse(point.Groups[1].Value), Parse(point.Groups[2].Value))).ToList()),
    ];

    /// <summary>The number at a place; the place itself along an axis of names.</summary>
    static double Map(List<(double Place, double Value)> ticks, double place)
    {
        if (ticks.Count < 2)
        {
            return place;
        }

        var (first, last) = (ticks.MinBy(tick => tick.Place), ticks.MaxBy(tick => tick.Place));
        return first.Value + (place - first.Place) * (last.Value - first.Value) / (last.Place - first.Place);
    }

    static double Step(List<(double Place, double Value)> ticks) => ticks.Count < 2 ? double.PositiveInfinity
        : 2 * Rounding * (ticks.Max(tick => tick.Value) - ticks.Min(tick => tick.Value))
            / (ticks.Max(tick => tick.Place) - ticks.Min(tick => tick.Place));

    static double? Number(string text)
    {
        var (digits, unit) = text.EndsWith('k') ? (text[..^1], 1e3) : text.EndsWith('M') ? (text[..^1], 1e6) : (text,
            1);
        return double.TryParse(digits.Replace('−', '-'), CultureInfo.InvariantCulture, out var value) ? unit * value
            : null;
    }

    static double Place(XElement element, string name) => Parse(Of(element, name));

    static double Parse(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    static string Of(XElement element, string name) => element.Attribute(name)?.Value ?? "";
}
