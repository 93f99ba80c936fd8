using System.Net;
using System.Text;

namespace RankElastor.Report.Drawing;

/// <summary>The page while it is written. Everything that came from a user or a file goes through <see cref="Text"/>.</summary>
sealed class Html
{
    /// <summary>Longer tables are not carried inside the page; <c>report --csv</c> writes them all.</summary>
    const int MostInside = 12_000;

    readonly StringBuilder _page = new();
    readonly List<Chart> _charts = [];
    readonly List<Csv> _tables = [];

    /// <summary>The charts on the page so far.</summary>
    public IReadOnlyList<Chart> Charts => _charts;

    /// <summary>The data behind the page so far: of every chart, and what is too long to be shown.</summary>
    public IReadOnlyList<Csv> Tables => _tables;

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
        _charts.Add(chart);
        _tables.Add(chart.Data);
        Raw($"<figure class=\"card\"><h3>{Text(chart.Title)}</h3><p class=\"reading\">{Text(chart.Reading)}</p>");
        Raw(chart.Drawing);
        if (chart.Legend.Count > 0)
        {
            Raw($"<ul class=\"legend\">{string.Concat(chart.Legend.Select(Entry))}</ul>");
        }

        var loss = chart.Loss.Length > 0 ? $"<span class=\"loss\">{Text(char.ToUpperInvariant(chart.Loss[0]) + chart.Loss[1..])}</span>" : "";
        var data = chart.Data.Length > MostInside ? "" : $"<a class=\"data\" download=\"{Text(chart.Data.FileName)}\" href=\"{Text(chart.Data.Address())}\">data (CSV)</a>";
        return Raw($"<figcaption>{loss}{data}</figcaption></figure>");
    }

    /// <summary>Data that belongs to the page and is too long to be shown or carried.</summary>
    public void Data(Csv table) => _tables.Add(table);

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

    static string Entry(LegendEntry entry) => $"<li><svg class=\"swatch\" viewBox=\"0 0 28 14\" aria-hidden=\"true\">{entry.Swatch}</svg>{Text(entry.Name)}</li>";
}
