using RankElastor.Training.Records;
using static RankElastor.Training.Probes.Measures.HealthMeasures;

namespace RankElastor.Training.Probes.Measures;

/// <summary>What only an inspection reads: it needs labels, gradients, a second run or more time.</summary>
static class InspectionMeasures
{
    const string Units = "share of units", Cosine = "−1 to 1";

    public static Measure BaselineRatioEv { get; } = Number(
        "baseline_ratio_ev", "baseline ratio on eigenvalues", "ratio", SubjectKind.Rows,
        "The entropy rank on eigenvalues over its mean without structure.") with
    { Least = 0 };
    public static Measure NumericalRankShare { get; } = Share(
        "numerical_rank_share", "numerical rank", "share of the smaller side", SubjectKind.Weight,
        "Directions above rounding, of those that the shape allows.");
    public static Measure LargestSingularValue { get; } = Number(
        "largest_singular_value", "largest singular value", "", SubjectKind.Weight,
        "The strength of the strongest direction.") with
    { Kinds = [SubjectKind.Table, SubjectKind.Weight], Least = 0 };
    public static Measure Uniformity { get; } = Number(
        "uniformity", "uniformity", "", SubjectKind.Batch, "0: all rows point one way.") with
    { Most = 0, Formula = "ln mean exp(−2‖u − v‖²)" };
    public static Measure Alignment { get; } = Number(
        "alignment", "alignment", "", SubjectKind.Batch, "Squared distance of directions of rows of one label.") with
    { Least = 0, Most = 4, Formula = "mean ‖u − v‖²" };
    public static Measure Vci { get; } = Share(
        "vci", "variability collapse index", "", SubjectKind.Batch,
        "0: rows have collapsed onto the mean of their label.");
    public static Measure Nc1 { get; } = Number(
        "nc1", "neural collapse 1", "", SubjectKind.Batch,
        "Spread of rows within their label over that between labels.") with
    { Least = 0 };
    public static Measure Cka { get; } = Number(
        "cka", "centred kernel alignment", "", SubjectKind.Batch,
        "1: two representations of the same rows are alike up to a turn and a scale (linear, unbiased).") with
    { Most = 1 };
    public static Measure UtilisedRank { get; } = Number(
        "utilised_rank", "utilised rank", "directions", SubjectKind.Batch,
        "Directions with 99 % of the variance that both input and output of a module use.") with
    { Least = 0 };
    public static Measure UtilisedShare { get; } = Share(
        "utilised_share", "utilised share", "", SubjectKind.Batch, "The same over what rows and widths allow.");
    public static Measure EnrichmentShare { get; } = Share(
        "enrichment_share", "enriching units", Units, SubjectKind.Weight, "They strengthen the direction they read.");
    public static Measure DepletionShare { get; } = Share(
        "depletion_share", "depleting units", Units, SubjectKind.Weight, "They weaken it.");
    public static Measure ProportionalShare { get; } = Share(
        "proportional_share", "proportional units", Units, SubjectKind.Weight, "They change it as another changes.");
    public static Measure UnrelatedShare { get; } = Share(
        "unrelated_share", "unrelated units", Units, SubjectKind.Weight, "They write elsewhere.");
    public static Measure CosineInOut { get; } = Share(
        "mean_cosine_in_out", "mean cosine of what a unit reads and writes", Cosine, SubjectKind.Weight, "") with
    { Least = -1 };
    public static Measure CosineGateOut { get; } = Share(
        "mean_cosine_gate_out", "mean cosine of what its gate reads and it writes", Cosine, SubjectKind.Weight, "") with
    { Least = -1 };
    public static Measure CosineGateIn { get; } = Share(
        "mean_cosine_gate_in", "mean cosine of what its gate and its value read", Cosine, SubjectKind.Weight, "") with
    { Least = -1 };
    public static Measure Threshold { get; } = Share(
        "threshold", "threshold", "", SubjectKind.Weight, "The cosine that about one random unit in eighty crosses.");
    public static Measure NoiseScale { get; } = Number(
        "noise_scale", "gradient noise scale", "rows", SubjectKind.Model,
        "About the batch size above which a larger batch no longer saves steps.") with
    { Least = 0 };
    public static Measure SmallBatch { get; } = Number(
        "small_batch", "small batch", "rows", SubjectKind.Model, "Behind the noise scale.");
    public static Measure BigBatch { get; } = Number(
        "big_batch", "big batch", "rows", SubjectKind.Model, "Behind the noise scale.");
    public static Measure Readings { get; } = Number(
        "readings", "readings", "big batches", SubjectKind.Model, "Behind the noise scale.");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Measure> All { get; } =
    [
        BaselineRatioEv, NumericalRankShare, LargestSingularValue, Uniformity, Alignment, Vci, Nc1, Cka, UtilisedRank,
        UtilisedShare, EnrichmentShare, DepletionShare, ProportionalShare, UnrelatedShare, CosineInOut, CosineGateOut,
        CosineGateIn, Threshold, NoiseScale, SmallBatch, BigBatch, Readings,
    ];
}
