using RankElastor.Report.Drawing;
using RankElastor.Report.Reading;
using RankElastor.Training.Records;

namespace RankElastor.Report.Health;

/// <summary>Tables by field, gates, attention, tokens, batches and weights; nothing for logs without such records.</summary>
static class HealthSection
{
    static string[] FirstColumns { get; } = ["entropy_rank_ev", "attainable_rank", "baseline_ratio", "stable_rank", "alpha", "alpha_weighted", "log_norm"];

    static string[] RefusedColumn { get; } = ["refused, and why"];

    public static void Write(Html html, RunSet set)
    {
        if (set.Runs.All(run => run.Health.IsEmpty))
        {
            return;
        }

        html.Section("health", "Health of the parts", Explanations.Health);
        foreach (var chart in HealthMeasure.Drawn.Select(measure => HealthChart.Draw(set, measure)).Prepend(FieldChart.Draw(set)).OfType<Chart>())
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

    static void WriteTable(Html html, RunView run, string kind)
    {
        var records = run.Health.Subjects(kind).Select(subject => (Start: run.Health.At(kind, subject, 0), End: run.Health.At(kind, subject, run.BestEpoch)!)).ToList();
        var measures = run.Health.Measures(kind).OrderBy(measure => Array.IndexOf(FirstColumns, measure) is var place && place < 0 ? FirstColumns.Length : place).ToList();
        var refused = records.Any(record => record.End.Refused is { Count: > 0 });
        html.Fold($"{Names(kind)}: every number, start → trained");
        html.Table(["", "shape", .. measures, .. refused ? RefusedColumn : []], records.Select(record => (IReadOnlyList<string>)
        [
            record.End.Subject,
            string.Join("×", record.End.Shape.Select(Figures.Whole)),
            .. measures.Select(measure => Cell(record.Start, record.End, measure)),
            .. refused ? Enumerable.Repeat(Reasons(record.End), 1) : [],
        ]));
        html.Raw($"</details>");
    }

    static string Names(string kind) => kind switch
    {
        HealthKind.Table => "Embedding tables by field",
        HealthKind.Gate => "Gates and activations",
        HealthKind.Attention => "Attention",
        HealthKind.Tokens => "Tokens by site",
        HealthKind.Batch => "All sampled rows by site",
        HealthKind.Weight => "Weight matrices",
        HealthKind.Model => "The model as a whole",
        _ => kind,
    };

    static string Cell(HealthRecord? start, HealthRecord end, string measure)
    {
        if (end.Refused?.ContainsKey(measure) == true)
        {
            return "refused";
        }

        var (from, to) = (start?.Epoch == 0 ? start.Measures.GetValueOrDefault(measure, double.NaN) : double.NaN, end.Measures.GetValueOrDefault(measure, double.NaN));
        return end.Epoch > 0 && double.IsFinite(from) && Figures.Short(from) != Figures.Short(to) ? $"{Figures.Short(from)} → {Figures.Short(to)}" : Figures.Short(to);
    }

    static string Reasons(HealthRecord record) => string.Join("; ", (record.Refused ?? new Dictionary<string, string>())
        .GroupBy(entry => entry.Value).Select(reason => $"{string.Join(", ", reason.Select(entry => entry.Key))}: {reason.Key}"));

    static Csv Everything(RunSet set)
    {
        var csv = new Csv("health", "run", "epoch", "step", "kind", "subject", "shape", "sample", "measure", "value", "refused", "valid_logloss");
        foreach (var (run, record) in set.Runs.SelectMany(run => run.Health.Records.Select(record => (run, record))))
        {
            void Add(string measure, string value, string reason) => csv.Add(run.Label, Figures.Whole(record.Epoch), Figures.Exact(record.Step), record.Kind, record.Subject,
                string.Join('x', record.Shape.Select(Figures.Whole)), Figures.Whole(record.Sample), measure, value, reason, Figures.Exact(record.ValidLoss));
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
