using RankElastor.Report.Charts;
using RankElastor.Report.Drawing;
using RankElastor.Report.Reading;

namespace RankElastor.Report.Pages;

/// <summary>Where the time went, what the user should know, and everything that fixes the run.</summary>
static class CostSection
{
    public static void Write(Html html, RunSet set)
    {
        html.Section("costs", "Costs and circumstances", Explanations.Costs);
        if (CostChart.Draw(set) is { } chart)
        {
            html.Card(chart);
        }

        WriteWarnings(html, set);
        html.Raw("</div>");
        foreach (var run in set.Runs)
        {
            WriteManifest(html, run);
        }

        html.Raw("</section>");
    }

    static void WriteWarnings(Html html, RunSet set)
    {
        var warnings = set.Runs.SelectMany(run => run.Warnings.Distinct().Select(text => (set.IsSingle ? "" : run.Label + ": ") + text)).ToList();
        html.Raw("<div class=\"card\"><h3>Warnings</h3>");
        html.Raw(warnings.Count == 0
            ? "<p class=\"reading\">None.</p></div>"
            : $"<ul class=\"warnings\">{string.Concat(warnings.Select(text => $"<li>{Html.Text(text)}</li>"))}</ul></div>");
    }

    static void WriteManifest(Html html, RunView run)
    {
        var manifest = run.Manifest;
        html.Raw($"<details class=\"group\"><summary>Manifest of {Html.Text(manifest.Run)}</summary>");
        List<KeyValuePair<string, string>> head =
        [
            new("run", manifest.Run), new("experiment", manifest.Experiment), new("data hash", manifest.DataHash), new("commit", manifest.Commit),
            new("threads", Drawing.Figures.Whole(manifest.Threads)), new("started", manifest.Started),
        ];
        WritePart(html, "run", head);
        (string, IReadOnlyDictionary<string, string>)[] parts =
            [("machine", manifest.Machine), ("versions", manifest.Versions), ("native switches", manifest.Native), ("options", manifest.Options)];
        foreach (var (name, part) in parts)
        {
            WritePart(html, name, part.OrderBy(entry => entry.Key, StringComparer.Ordinal));
        }

        html.Raw("</details>");
    }

    static void WritePart(Html html, string name, IEnumerable<KeyValuePair<string, string>> entries)
    {
        var rows = entries.Select(entry => new[] { entry.Key, entry.Value }).ToList();
        if (rows.Count > 0)
        {
            html.Table([name, ""], rows);
        }
    }
}
