using RankElastor.Report.Drawing;
using RankElastor.Report.Reading;
using RankElastor.Training.Probes.Measures;
using RankElastor.Training.Records;

namespace RankElastor.Report.Health;

/// <summary>Tables by field, gates, attention, tokens, batches and weights; nothing for logs without them.</summary>
static class HealthSection
{
    static string[] FirstColumns { get; } =
    [
        SpectrumMeasures.EntropyRankEv, HealthMeasures.AttainableRank, SpectrumMeasures.BaselineRatio,
        SpectrumMeasures.StableRank, HealthMeasures.Alpha, HealthMeasures.AlphaWeighted, HealthMeasures.LogNorm,
    ];

    static string[] RefusedColumn { get; } = ["refused, and why"];

    public static void Write(Html html, RunSet set)
    {
        if (set.Runs.All(run => run.Health.IsEmpty))
        {
            return;
        }

        html.Section("health", "Health of the parts", Explanations.Health);
        var charts = HealthMeasure.Drawn.Select(measure => HealthChart.Draw(set, measure));
        foreach (var chart in charts.Prepend(FieldChart.Draw(set)).OfType<Chart>())
        {
            html.Card(chart);
        }

        html.Raw($"</div>");
        if (set.IsSingle)
        {
            foreach (var kind in set.Runs[0].Health.Kinds)
            {
                WriteTable(html, set.Runs[0], kind);
            }
        }

        html.Data(Everything(set));
        html.Raw($"</section>");
    }

    static void WriteTable(Html html, RunView run, SubjectKind kind)
    {
        var health = run.Health;
        var records = health.Subjects(kind)
            .Select(subject => (Start: health.At(kind, subject, 0), End: health.At(kind, subject, run.BestEpoch)!))
            .ToList();
        var measures = FirstColumns.Intersect(health.Measures(kind)).Union(health.Measures(kind)).ToList();
        var refused = records.Any(record => record.End.Refused is { Count: > 0 });
        html.Fold($"{Title(kind)}: every number, start → trained");
        html.Table(["", "shape", .. measures, .. refused ? RefusedColumn : []],
            records.Select(record => (IReadOnlyList<string>)
        [
            record.End.Subject,
            string.Join("×", record.End.Shape.Select(Figures.Whole)),
            .. measures.Select(measure => Cell(record.Start, record.End, measure)),
            .. refused ? Enumerable.Repeat(Reasons(record.End), 1) : [],
        ]));
        html.Raw($"</details>");
    }

    static string Title(SubjectKind kind) => kind switch
    {
        SubjectKind.Table => "Embedding tables by field",
        SubjectKind.Gate => "Gates and activations",
        SubjectKind.Attention => "Attention",
        SubjectKind.Tokens => "Tokens by site",
        SubjectKind.Batch => "All sampled rows by site",
        SubjectKind.Weight => "Weight matrices",
        SubjectKind.Model => "The model as a whole",
        _ => kind.ToString(),
    };

    static string Cell(HealthRecord? start, HealthRecord end, string measure)
    {
        if (end.Refused?.ContainsKey(measure) == true)
        {
            return "refused";
        }

        var from = start?.Epoch == 0 ? start.Measures.GetValueOrDefault(measure, double.NaN) : double.NaN;
        var (first, last) = (Figures.Short(from), Figures.Short(end.Measures.GetValueOrDefault(measure, double.NaN)));
        return end.Epoch > 0 && double.IsFinite(from) && first != last ? $"{first} → {last}" : last;
    }

    static string Reasons(HealthRecord record) => string.Join("; ", (record.Refused ?? new Dictionary<string, string>())
        .GroupBy(entry => entry.Value)
        .Select(reason => $"{string.Join(", ", reason.Select(entry => entry.Key))}: {reason.Key}"));

    static Csv Everything(RunSet set)
    {
        var csv = new Csv(
            "health", "run", "epoch", "step", "kind", "subject", "shape", "sample", "measure", "value", "refused",
            "valid_logloss");
        foreach (var (run, record) in set.Runs.SelectMany(run => run.Health.Records.Select(record => (run, record))))
        {
            void Add(string measure, string value, string reason) => csv.Add(
                run.Label, Figures.Whole(record.Epoch), Figures.Exact(record.Step), Address.Word(record.Kind),
                record.Subject, string.Join('x', record.Shape.Select(Figures.Whole)), Figures.Whole(record.Sample),
                measure, value, reason, Figures.Exact(record.ValidLoss));
            foreach (var (measure, value) in record.Measures)
            {
                Add(measure, Figures.Exact(value), "");
            }

            foreach (var (measure, reason) in record.Refused ?? new Dictionary<string, string>())
            {
                Add(measure, "", reason);
            }
        }

        return csv;
    }
}
