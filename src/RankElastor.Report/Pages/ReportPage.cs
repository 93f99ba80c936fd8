using RankElastor.Report.Alarms;
using RankElastor.Report.Drawing;
using RankElastor.Report.Health;
using RankElastor.Report.Reading;

namespace RankElastor.Report.Pages;

/// <summary>The whole page: its head, then the sections in the order in which a reader asks.</summary>
static class ReportPage
{
    /// <summary>The page, with its charts and the data behind them.</summary>
    public static Html Render(RunSet set)
    {
        var html = new Html();
        var title = set.IsSingle
            ? $"{set.Runs[0].Manifest.Model} on {set.Runs[0].Manifest.Dataset}"
            : $"{set.Runs.Count} runs side by side";
        html.Head(title, Style);
        ResultsSection.WriteHead(html, set, title);
        html.Raw($"<main>");
        FindingsSection.Write(html, set);
        ResultsSection.Write(html, set);
        MetricsSection.Write(html, set);
        RankSection.Write(html, set);
        ShiftSection.Write(html, set);
        HealthSection.Write(html, set);
        CostSection.Write(html, set);
        html.Raw($"</main>{Footer}");
        return html.Raw($"<script>{Markup.Trusted(Resource("report.js"))}</script></body></html>");
    }

    static Markup Footer =>
        $"<footer>Written by RankElastor from the log of each run; this file needs no network.</footer>";

    /// <summary>Colours and line styles of every drawing, and the style of the page.</summary>
    public static string Style => Resource("drawing.css") + Resource("report.css");

    public static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(ReportPage).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
