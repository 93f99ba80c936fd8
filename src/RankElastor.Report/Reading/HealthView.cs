using RankElastor.Training.Records;

namespace RankElastor.Report.Reading;

/// <summary>The health records of one run, by kind and subject. Where an epoch has several, the last counts.</summary>
sealed class HealthView
{
    public HealthView(IReadOnlyList<HealthRecord> records) =>
        Records =
        [
            .. records.GroupBy(record => (record.Kind, record.Subject, record.Epoch))
                .Select(same => same.OrderBy(record => record.Step).Last()),
        ];

    public IReadOnlyList<HealthRecord> Records { get; }

    public bool IsEmpty => Records.Count == 0;

    public IReadOnlyList<SubjectKind> Kinds => [.. Records.Select(record => record.Kind).Distinct()];

    /// <summary>Subjects of a kind in the order of the run; only those with a measure where one is named.</summary>
    public IReadOnlyList<string> Subjects(SubjectKind kind, string? measure = null) =>
    [
        .. Of(kind).Where(record => measure is null
            || double.IsFinite(record.Measures.GetValueOrDefault(measure, double.NaN)))
            .Select(record => record.Subject).Distinct(),
    ];

    public IReadOnlyList<HealthRecord> Series(SubjectKind kind, string subject) =>
        [.. Of(kind).Where(record => record.Subject == subject).OrderBy(record => record.Epoch)];

    /// <summary>A subject at an epoch, or the last that was recorded where that epoch was not.</summary>
    public HealthRecord? At(SubjectKind kind, string subject, int? epoch)
    {
        var series = Series(kind, subject);
        return series.FirstOrDefault(record => record.Epoch == epoch) ?? (series.Count > 0 ? series[^1] : null);
    }

    public IReadOnlyList<string> Measures(SubjectKind kind) =>
    [
        .. Of(kind).SelectMany(record => record.Measures.Keys.Concat(record.Refused?.Keys ?? []))
            .Distinct().Order(StringComparer.Ordinal),
    ];

    IEnumerable<HealthRecord> Of(SubjectKind kind) => Records.Where(record => record.Kind == kind);
}
