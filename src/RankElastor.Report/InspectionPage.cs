using System.Globalization;
using System.Text;
using RankElastor.Data.Store;
using RankElastor.Report.Pages;
using RankElastor.Training.Inspection;

namespace RankElastor.Report;

/// <summary>An inspection as one HTML file that needs nothing else: findings first, the numbers under them.</summary>
public static class InspectionPage
{
    /// <summary>Writes the page, through a temporary file.</summary>
    public static void Write(ModelInspection inspection, string outFile)
    {
        var page = Encoding.UTF8.GetBytes(Render(inspection));
        DurableFile.CreateFolder(Path.GetDirectoryName(Path.GetFullPath(outFile))!);
        DurableFile.Write(outFile, file => file.Write(page));
    }

    static string Render(ModelInspection inspection)
    {
        var html = new Html();
        var title = $"Spectral health of {inspection.Model}";
        html.Raw("<!doctype html>").Raw("<html lang=\"en\"><head><meta charset=\"utf-8\">")
            .Raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
            .Raw("<meta name=\"color-scheme\" content=\"light dark\"><link rel=\"icon\" href=\"data:,\">")
            .Raw($"<title>{Html.Text(title)}</title><style>{ReportPage.Resource("report.css")}</style></head><body>")
            .Raw($"<header><h1>{Html.Text(title)}</h1><p>{Html.Text(string.Create(CultureInfo.InvariantCulture, $"{inspection.Subject}: logloss {inspection.Logloss:0.0000} on {inspection.Sample} rows"))}</p></header><main>");
        html.Section("findings", "What stands out", "Rules over the numbers below, each with its limit. A rank is never a score: read it beside the loss.", wide: true);
        Findings(html, inspection.Findings);
        html.Raw("</section>");
        foreach (var (part, index) in InspectionPart.Of(inspection).Select((part, index) => (part, index)))
        {
            html.Section(string.Create(CultureInfo.InvariantCulture, $"part{index}"), part.Title, part.Reading, wide: true);
            html.Table(["", "shape", .. part.Measures, ""], part.Rows.Select(row => (IReadOnlyList<string>)[row.Name, row.Shape, .. part.Measures.Select(row.Cell), row.Why(part.Measures)]));
            html.Raw("</section>");
        }

        return html.Raw("</main><footer>Written by RankElastor; this file needs no network.</footer></body></html>").ToString();
    }

    static void Findings(Html html, IReadOnlyList<Finding> findings)
    {
        if (findings.Count == 0)
        {
            html.Raw("<p>Nothing stands out.</p>");
            return;
        }

        html.Raw("<ul>");
        foreach (var finding in findings)
        {
            html.Raw($"<li><strong>{Html.Text(finding.Severity)}</strong> {Html.Text($"{finding.Text} Likely: {finding.Cause}. To try: {string.Join("; ", finding.Remedies)}.")}</li>");
        }

        html.Raw("</ul>");
    }
}
