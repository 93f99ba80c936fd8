using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using RankElastor.Report.Drawing;

namespace RankElastor.Report.Pages;

/// <summary>A chart as a picture of its own: title, drawing, legend, with the colours of a white page written out, as editors and typesetters want it.</summary>
static partial class Picture
{
    const double Top = 26;
    const double RowHeight = 18;

    public static string Of(Chart chart)
    {
        var size = Size().Match(chart.Drawing);
        var height = double.Parse(size.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        var (legend, rows) = Legend(chart.Legend, Top + height + 14);
        var total = Top + height + 20 + RowHeight * rows;
        var drawing = chart.Drawing[(size.Index + size.Length)..];
        drawing = drawing[(drawing.IndexOf('>') + 1)..^"</svg>".Length];
        return new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
            .Append($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Figures.At(Svg.Width)} {Figures.At(total)}\" ")
            .Append($"width=\"{Figures.At(Svg.Width)}\" height=\"{Figures.At(total)}\" role=\"img\" font-family=\"Helvetica, Arial, sans-serif\">\n")
            .Append($"<title>{Text(chart.Title)}</title><desc>{Text(chart.Reading + " " + chart.Loss)}</desc>\n<style>{Style()}</style>\n")
            .Append($"<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n<text x=\"4\" y=\"16\" class=\"strong\">{Text(chart.Title)}</text>\n")
            .Append($"<g transform=\"translate(0 {Figures.At(Top)})\">{drawing}</g>\n{legend}</svg>\n").ToString();
    }

    static (string Markup, int Rows) Legend(IReadOnlyList<LegendEntry> entries, double top)
    {
        var text = new StringBuilder();
        for (var i = 0; i < entries.Count; i++)
        {
            text.Append($"<g transform=\"translate(4 {Figures.At(top + RowHeight * i - 7)})\">{entries[i].Swatch}</g>")
                .Append($"<text x=\"38\" y=\"{Figures.At(top + RowHeight * i + 4)}\">{Text(entries[i].Name)}</text>\n");
        }

        return (text.ToString(), entries.Count);
    }

    /// <summary>The style of drawings with each variable replaced by its value on a white page.</summary>
    static string Style()
    {
        var style = ReportPage.Resource("drawing.css");
        var end = style.IndexOf('}') + 1;
        var values = Variable().Matches(style[..end]).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
        return Use().Replace(style[end..], match => values[match.Groups[1].Value]);
    }

    static string Text(string text) => WebUtility.HtmlEncode(text);

    [GeneratedRegex("viewBox=\"0 0 [\\d.]+ ([\\d.]+)\"")]
    private static partial Regex Size();

    [GeneratedRegex("--(\\w+): ([^;]+);")]
    private static partial Regex Variable();

    [GeneratedRegex("var\\(--(\\w+)\\)")]
    private static partial Regex Use();
}
