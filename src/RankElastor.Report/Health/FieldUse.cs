using RankElastor.Report.Reading;
using RankElastor.Training.Probes.Measures;
using RankElastor.Training.Records;

namespace RankElastor.Report.Health;

/// <summary>Directions that a table uses (entropy rank on eigenvalues) of those that its shape allows.</summary>
sealed record FieldUse(
    string Field, int Ids, double Rank, double Attainable, double ValidLoss, IReadOnlyList<FieldPart> Parts)
{
    /// <summary>Below this share of the attainable directions a field is called collapsed.</summary>
    public const double Collapsed = 0.5;

    public double Share => Rank / Attainable;

    /// <summary>Whether it uses few of its directions; never where it cannot have more than one.</summary>
    public bool IsCollapsed => Attainable > 1 && Share < Collapsed;

    /// <summary>The fields at an epoch, or, where a later one than 0 was not recorded, at the last that was.</summary>
    public static IReadOnlyList<FieldUse> Of(RunView run, int? epoch) =>
    [
        .. run.Health.Subjects(SubjectKind.Table, SpectrumMeasures.EntropyRankEv)
            .Select(field => run.Health.At(SubjectKind.Table, field, epoch)).OfType<HealthRecord>()
            .Where(record => record.Measures.ContainsKey(SpectrumMeasures.EntropyRankEv)
                && (epoch != 0 || record.Epoch == 0))
            .Select(Of),
    ];

    static FieldUse Of(HealthRecord record)
    {
        var width = record.Shape.Count > 1 ? record.Shape[1] : record.Shape[0];
        var attainable = record.Measures.GetValueOrDefault(
            HealthMeasures.AttainableRank, Math.Min(record.Sample, width));
        var parts = HealthMeasures.Parts.Where(part => record.Measures.ContainsKey(part.Rank)).Select(part =>
        {
            var rows = record.Measures.GetValueOrDefault(part.Rows, width);
            return new FieldPart(part.Name, (int)rows, record.Measures[part.Rank], Math.Min(rows, width));
        });
        return new FieldUse(
            record.Subject, record.Sample, record.Measures[SpectrumMeasures.EntropyRankEv], Math.Max(1, attainable),
            record.ValidLoss, [.. parts]);
    }
}

/// <summary>The same of a part of a field's ids by how often they are looked up.</summary>
sealed record FieldPart(string Name, int Ids, double Rank, double Attainable)
{
    public double Share => Rank / Math.Max(1, Attainable);
}
