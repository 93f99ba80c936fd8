using System.Text;
using RankElastor.Data.Files;
using RankElastor.Report.Drawing;
using RankElastor.Report.Pages;
using RankElastor.Report.Stages;
using RankElastor.Training.Alarms;
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
        html.Head(title, ReportPage.Style)
            .Raw($"<header><h1>{title}</h1><p>{inspection.Subject}: {inspection.Loss}</p></header><main>");
        html.Raw($"<section><h2>What stands out</h2><p class=\"reading\">Rules "
            + $"over the numbers below, each with its limit. A rank is never a score: read it beside the loss.</p>");
        Findings(html, inspection);
        html.Raw($"</section>");
        Trajectory(html, inspection);
        foreach (var part in InspectionPart.Of(inspection))
        {
            Write(html, part, inspection.Loss);
        }

        return html.Raw($"</main><footer>Written by RankElastor; this file needs no network.</footer></body></html>")
            .ToString();
    }

    static void Trajectory(Html html, ModelInspection inspection)
    {
        if (InspectionChart.Draw(inspection) is { } chart)
        {
            html.Raw($"""<section><h2>Rank through the model</h2><div class="grid">""");
            html.Card(chart).Raw($"</div></section>");
        }
    }

    static void Write(Html html, InspectionPart part, string loss)
    {
        var refuses = part.Rows.Any(row => row.Why(part.Measures).Length > 0);
        html.Raw($"<section><h2>{part.Title}</h2><p class=\"reading\">{part.Reading} Beside {loss}.</p>");
        html.Table(
            ["", "shape", .. part.Measures, .. refuses ? (string[])["missing because"] : []],
            part.Rows.Select(row => (IReadOnlyList<string>)[row.Name,
                row.Shape, .. part.Measures.Select(row.Cell), .. refuses ? (string[])[row.Why(part.Measures)] : []]));
        html.Raw($"</section>");
    }

    static void Findings(Html html, ModelInspection inspection)
    {
        html.Raw($"<p class=\"lead\">{inspection.Verdict.Sentence}</p>");
        if (inspection.Findings.Count == 0)
        {
            return;
        }

        html.Raw($"<ul>");
        foreach (var finding in inspection.Findings)
        {
            html.Raw($"<li><strong>{finding.Severity}</strong> {AlarmLines.OfInspection(finding)}</li>");
        }

        html.Raw($"</ul>");
    }
}
