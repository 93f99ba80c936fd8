using System.Text;

namespace RankElastor.Report.Drawing;

/// <summary>The page while it is written.</summary>
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

    /// <summary>Adds a line of markup.</summary>
    public Html Raw(Markup markup)
    {
        _page.Append(markup).Append('\n');
        return this;
    }

    /// <summary>The head of a page that needs no network, up to and with the start of its body.</summary>
    public Html Head(string title, string style) => Raw($"<!doctype html>")
        .Raw($"""<html lang="en"><head><meta charset="utf-8">""")
        .Raw($"""<meta name="viewport" content="width=device-width, initial-scale=1">""")
        .Raw($"""<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">""")
        .Raw($"<title>{title}</title><style>{Markup.Trusted(style)}</style></head><body>");

    /// <summary>Begins a section, with an explanation for readers who are new to its subject.</summary>
    public Html Section(string id, string title, string explanation, bool wide = false)
    {
        Raw($"""<section id="{id}"><h2>{title}</h2>""");
        Raw($"""<details class="what"><summary>What is this?</summary><p>{explanation}</p></details>""");
        return wide ? this : Raw($"""<div class="grid">""");
    }

    /// <summary>Begins a part that opens and closes.</summary>
    public Html Fold(string summary, bool open = false, Markup? start = null) =>
        Raw($"""<details class="group"{(open ? " open" : "")}><summary>{summary}</summary>{start ?? Markup.Empty}""");

    /// <summary>Begins a part of charts that opens and closes.</summary>
    public Html FoldedGrid(string summary, bool open = false) => Fold(summary, open, $"""<div class="grid">""");

    public Html Card(Chart chart)
    {
        _charts.Add(chart);
        _tables.Add(chart.Data);
        Raw($"""<figure class="card"><h3>{chart.Title}</h3><p class="reading">{chart.Reading}</p>""");
        Raw(Markup.Trusted(chart.Drawing));
        if (chart.Legend.Count > 0)
        {
            Raw($"""<ul class="legend">{chart.Legend.Select(Entry)}</ul>""");
        }

        var caption = new Markup(0, 2);
        if (chart.Loss.Length > 0)
        {
            caption.AppendFormatted($"""<span class="loss">{Sentence.Capital(chart.Loss)}</span>""");
        }

        if (chart.Data.Length <= MostInside)
        {
            var (file, address) = (chart.Data.FileName, chart.Data.Address());
            caption.AppendFormatted($"""<a class="data" download="{file}" href="{address}">data (CSV)</a>""");
        }

        return Raw($"<figcaption>{caption}</figcaption></figure>");
    }

    /// <summary>Data that belongs to the page and is too long to be shown or carried.</summary>
    public void Data(Csv table) => _tables.Add(table);

    /// <summary>A table; cells are text, the first of each row is its head.</summary>
    public Html Table(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows)
    {
        Raw($"""<div class="scroll"><table><thead><tr>{header.Select(Head)}</tr></thead><tbody>""");
        foreach (var row in rows)
        {
            Raw($"<tr>{Head(row[0])}{row.Skip(1).Select(Cell)}</tr>");
        }

        return Raw($"</tbody></table></div>");
    }

    public static Markup Item(string text) => $"<li>{text}</li>";

    public override string ToString() => _page.ToString();

    static Markup Head(string cell) => $"<th>{cell}</th>";

    static Markup Cell(string cell) => $"<td>{cell}</td>";

    static Markup Entry(LegendEntry entry) =>
        $"""<li><svg class="swatch" viewBox="0 0 28 14" aria-hidden="true">{entry.Swatch}</svg>{entry.Name}</li>""";
}
