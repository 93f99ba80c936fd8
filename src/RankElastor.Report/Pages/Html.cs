using System.Net;
using System.Text;
using RankElastor.Report.Drawing;

namespace RankElastor.Report.Pages;

/// <summary>The page while it is written. Everything that came from a user or a file goes through <see cref="Text"/>.</summary>
sealed class Html
{
    readonly StringBuilder _page = new();

    /// <summary>Text that cannot become markup.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(text);

    /// <summary>Adds markup as it is.</summary>
    public Html Raw(string markup)
    {
        _page.Append(markup).Append('\n');
        return this;
    }

    /// <summary>A section with an explanation for who has never met the idea.</summary>
    public Html Section(string id, string title, string whatIsThis, bool wide = false)
    {
        Raw($"<section id=\"{id}\"><h2>{Text(title)}</h2>");
        Raw($"<details class=\"what\"><summary>What is this?</summary><p>{Text(whatIsThis)}</p></details>");
        return wide ? this : Raw("<div class=\"grid\">");
    }

    /// <summary>A chart as a card: title, reading, drawing, legend, data.</summary>
    public Html Card(Chart chart)
    {
        Raw($"<figure class=\"card\"><h3>{Text(chart.Title)}</h3><p class=\"reading\">{Text(chart.Reading)}</p>");
        Raw(chart.Drawing);
        if (chart.Legend.Count > 0)
        {
            Raw($"<ul class=\"legend\">{string.Concat(chart.Legend.Select(Entry))}</ul>");
        }

        var loss = chart.Loss.Length > 0 ? $"<span class=\"loss\">{Text(char.ToUpperInvariant(chart.Loss[0]) + chart.Loss[1..])}</span>" : "";
        return Raw($"<figcaption>{loss}<a class=\"data\" "
            + $"download=\"{Text(chart.Data.Name)}.csv\" href=\"{Text(chart.Data.Address())}\">data (CSV)</a></figcaption></figure>");
    }

    /// <summary>A table; cells are text, the first of each row is its head.</summary>
    public Html Table(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows)
    {
        Raw($"<div class=\"scroll\"><table><thead><tr>{string.Concat(header.Select(cell => $"<th>{Text(cell)}</th>"))}</tr></thead><tbody>");
        foreach (var row in rows)
        {
            Raw($"<tr><th>{Text(row[0])}</th>{string.Concat(row.Skip(1).Select(cell => $"<td>{Text(cell)}</td>"))}</tr>");
        }

        return Raw("</tbody></table></div>");
    }

    /// <inheritdoc/>
    public override string ToString() => _page.ToString();

    static string Entry(LegendEntry entry)
    {
        var mark = entry.Style == "mark" ? "<circle class=\"ring neutral\" cx=\"14\" cy=\"7\" r=\"5\"/>"
            : entry.IsArea ? $"<rect class=\"{entry.Style}\" x=\"2\" y=\"2\" width=\"24\" height=\"10\"/>"
            : $"<path class=\"{entry.Style}\" d=\"M1 7L27 7\"/>";
        return $"<li><svg class=\"swatch\" viewBox=\"0 0 28 14\" aria-hidden=\"true\">{mark}</svg>{Text(entry.Name)}</li>";
    }
}
