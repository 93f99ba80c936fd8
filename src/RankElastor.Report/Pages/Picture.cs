using System.Text.RegularExpressions;
using RankElastor.Report.Drawing;

namespace RankElastor.Report.Pages;

/// <summary>A chart as an SVG file: title, drawing and legend, with the colours of a white page.</summary>
static partial class Picture
{
    const double Top = 26;
    const double RowHeight = 18;

    static Markup Font => $"font-family=\"Helvetica, Arial, sans-serif\"";

    public static string Of(Chart chart)
    {
        var box = Size().Match(chart.Drawing);
        var height = double.Parse(box.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        var total = Top + height + 20 + RowHeight * chart.Legend.Count;
        var drawing = chart.Drawing[(box.Index + box.Length)..];
        drawing = drawing[(drawing.IndexOf('>') + 1)..^"</svg>".Length];
        var legend = chart.Legend.Select((entry, i) => Row(entry, Top + height + 14 + RowHeight * i));
        Markup size = $"width=\"{Svg.Width}\" height=\"{total}\"";
        Markup picture = $"""
            <?xml version="1.0" encoding="UTF-8"?>
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Svg.Width} {total}" {size} role="img" {Font}>
            <title>{chart.Title}</title><desc>{chart.Reading} {chart.Loss}</desc>
            <style>{Markup.Trusted(Style())}</style>
            <rect width="100%" height="100%" fill="#fff"/>
            <text x="4" y="16" class="strong">{chart.Title}</text>
            <g transform="translate(0 {Top})">{Markup.Trusted(drawing)}</g>
            {legend}</svg>

            """;
        return picture.ToString();
    }

    static Markup Row(LegendEntry entry, double y) => $"""
        <g transform="translate(4 {y - 7})">{entry.Swatch}</g><text x="38" y="{y + 4}">{entry.Name}</text>

        """;

    /// <summary>The style of drawings with each variable replaced by its value on a white page.</summary>
    static string Style()
    {
        var style = ReportPage.Resource("drawing.css");
        var end = style.IndexOf('}') + 1;
        var values = Variable().Matches(style[..end])
            .ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
        return Use().Replace(style[end..], match => values[match.Groups[1].Value]);
    }

    [GeneratedRegex("viewBox=\"0 0 [\\d.]+ ([\\d.]+)\"")]
    private static partial Regex Size();

    [GeneratedRegex("--(\\w+): ([^;]+);")]
    private static partial Regex Variable();

    [GeneratedRegex("var\\(--(\\w+)\\)")]
    private static partial Regex Use();
}
