using RankElastor.Training.Probes.Measures;
using RankElastor.Training.Records;

namespace RankElastor.Report.Health;

/// <summary>A health measure that the report draws.</summary>
/// <param name="Kind">What it is of.</param>
/// <param name="Measure">Its entry in the catalogue.</param>
/// <param name="Title">The chart's title.</param>
sealed record HealthMeasure(SubjectKind Kind, Measure Measure, string Title)
{
    public string Axis { get; init; } = Measure.Axis;

    /// <summary>One sentence for a reader to whom it is new.</summary>
    public string Meaning { get; init; } = Measure.Meaning;

    public string Key => Measure.Name;

    public int Worse => Measure.Worse;

    public IReadOnlyList<double> Ends => Measure.Ends;

    public static IReadOnlyList<HealthMeasure> Drawn { get; } =
    [
        new(SubjectKind.Gate, HealthMeasures.DeadShare, "Gates: dead units"),
        new(SubjectKind.Gate, HealthMeasures.SaturatedShare, "Gates: units pinned to one value"),
        new(SubjectKind.Attention, HealthMeasures.Entropy, "Attention: from one token (0) to all alike (1)"),
        new(SubjectKind.Tokens, HealthMeasures.ResidualShare, "Tokens: what sets them apart"),
        new(SubjectKind.Tokens, HealthMeasures.MeanCosine, "Tokens: how alike their directions are"),
        new(SubjectKind.Batch, SpectrumMeasures.EntropyRankEv, "All rows together: directions in use")
        {
            Axis = "entropy rank on eigenvalues of the batch (directions)",
            Meaning = "Here one matrix holds all sampled "
                + "rows, so it says how many directions the rows differ in, not the "
                + "tokens of one row.",
        },
        new(SubjectKind.Batch, HealthMeasures.MeanEnergy, "All rows together: share of the mean"),
        new(SubjectKind.Model, HealthMeasures.WeightRms, "The model: size of its weights"),
        new(SubjectKind.Model, HealthMeasures.RelativeStep, "The model: learning rate beside weights"),
    ];
}
