using RankElastor.Data.Store;
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
        html.Raw($"</div>");
        foreach (var run in set.Runs)
        {
            WriteManifest(html, run);
        }

        html.Raw($"</section>");
    }

    static void WriteWarnings(Html html, RunSet set)
    {
        string Prefix(RunView run) => set.IsSingle ? "" : run.Label + ": ";
        var warnings = set.Runs.SelectMany(run => run.Warnings.Distinct().Select(text => Prefix(run) + text)).ToList();
        Markup none = $"""<p class="reading">None.</p>""";
        Markup list = $"""<ul class="warnings">{warnings.Select(Html.Item)}</ul>""";
        html.Raw($"""<div class="card"><h3>Warnings</h3>""").Raw($"{(warnings.Count == 0 ? none : list)}</div>");
    }

    static void WriteManifest(Html html, RunView run)
    {
        var manifest = run.Manifest;
        html.Fold($"Manifest of {manifest.Run}");
        html.Table(["run", ""],
        [
            ["run", manifest.Run],
            ["experiment", manifest.Experiment],
            ["data hash", manifest.DataHash],
            ["commit", manifest.Commit],
            ["threads", Figures.Whole(manifest.Threads)],
            ["started", manifest.Started],
        ]);
        WriteShares(html, manifest.Shares);
        WritePart(html, "machine", manifest.Machine);
        WritePart(html, "versions", manifest.Versions);
        WritePart(html, "native switches", manifest.Native);
        WritePart(html, "options", manifest.Options);
        html.Raw($"</details>");
    }

    /// <summary>Unknown ids and missing values of the fields that have any, a column for each split.</summary>
    static void WriteShares(Html html, IReadOnlyList<SplitShares> splits)
    {
        string[] names =
        [
            .. splits.SelectMany(split => split.Fields)
                .Where(field => field.Unknown + field.Missing > 0).Select(field => field.Field).Distinct(),
        ];
        if (names.Length == 0)
        {
            return;
        }

        string[] header =
        [
            "field", .. splits.Select(split => $"unknown ids in {split.Name}"),
            .. splits.Select(split => $"missing in {split.Name}"),
        ];
        html.Table(header, names.Select(name => (string[])
            [name, .. Shares(name, field => field.UnknownShare), .. Shares(name, field => field.MissingShare)]));

        IEnumerable<string> Shares(string name, Func<FieldShares, double> of) => splits.Select(split =>
            split.Fields.FirstOrDefault(field => field.Field == name) is { } shares
                ? Figures.Fixed(100 * of(shares), 1) + "\u00a0%"
                : Figures.Missing);
    }

    static void WritePart(Html html, string name, IReadOnlyDictionary<string, string> entries)
    {
        if (entries.Count > 0)
        {
            var ordered = entries.OrderBy(entry => entry.Key, StringComparer.Ordinal);
            html.Table([name, ""], ordered.Select(entry => (string[])[entry.Key, entry.Value]));
        }
    }
}
