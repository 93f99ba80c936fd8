using RankElastor.Training.Records;

namespace RankElastor.Training.Probes.Measures;

/// <summary>
/// What only an inspection reads: it needs labels, gradients, a second run or the time that a run does not have.
/// </summary>
public static class InspectionMeasures
{
    static readonly SubjectKind[] _weights = [SubjectKind.Weight];

    public static Measure BaselineRatioEv { get; } = new()
    {
        Name = "baseline_ratio_ev", Unit = "ratio", Least = 0, Kinds = [SubjectKind.Rows],
        Meaning = "The entropy rank on eigenvalues over its mean without structure.",
    };

    public static Measure NumericalRankShare { get; } = new()
    {
        Name = "numerical_rank_share", Unit =
            "share of the smaller side", Least = 0, Most = 1, Worse = -1, Kinds = [SubjectKind.Weight],
        Meaning = "Directions above rounding, of those that the shape allows.",
    };

    public static Measure LargestSingularValue { get; } = new()
    {
        Name = "largest_singular_value", Least =
            0, Kinds = [SubjectKind.Table, SubjectKind.Weight], Meaning = "The strength of the strongest direction.",
    };

    public static Measure Uniformity { get; } = new()
    {
        Name = "uniformity", Most = 0, Worse = 1, Kinds = [SubjectKind.Batch], Formula = "ln mean exp(−2‖u − v‖²)",
        Meaning = "0: all rows point one way.",
    };

    public static Measure Alignment { get; } = new()
    {
        Name = "alignment", Least = 0, Most = 4, Kinds = [SubjectKind.Batch], Formula = "mean ‖u − v‖²",
        Meaning = "Squared distance of the directions of rows of one label.",
    };

    public static Measure Vci { get; } = new()
    {
        Name = "vci", Words = "variability collapse index", Least = 0, Most = 1, Kinds = [SubjectKind.Batch],
        Meaning = "0: rows have collapsed onto the mean of their label.",
    };

    public static Measure Nc1 { get; } = new()
    {
        Name = "nc1", Words = "neural collapse 1", Least = 0, Kinds = [SubjectKind.Batch],
        Meaning = "Spread of rows within their label over that between labels.",
    };

    public static Measure Cka { get; } = new()
    {
        Name = "cka", Words = "centred kernel alignment", Most = 1, Kinds = [SubjectKind.Batch],
        Meaning = "1: two representations of the same rows are alike up to a turn and a scale (linear, unbiased).",
    };

    public static Measure UtilisedRank { get; } = new()
    {
        Name = "utilised_rank", Unit = "directions", Least = 0, Kinds = [SubjectKind.Batch],
        Meaning = "Directions with 99 % of the variance that both input and output of a module use.",
    };

    public static Measure UtilisedShare { get; } = new()
    {
        Name = "utilised_share", Unit = "share", Least = 0, Most = 1, Kinds = [SubjectKind.Batch],
        Meaning = "The same over the most that rows and widths allow.",
    };

    public static Measure EnrichmentShare { get; } = Units(
        "enrichment_share", "Units that strengthen the direction that they read.");
    public static Measure DepletionShare { get; } = Units("depletion_share", "Units that weaken it.");
    public static Measure ProportionalShare { get; } = Units(
        "proportional_share", "Units that change it in proportion to another.");
    public static Measure UnrelatedShare { get; } = Units("unrelated_share", "Units that write elsewhere.");
    public static Measure CosineInOut { get; } = Cosine("mean_cosine_in_out", "what a unit reads and writes");
    public static Measure CosineGateOut { get; } = Cosine(
        "mean_cosine_gate_out", "what a unit's gate reads and what it writes");
    public static Measure CosineGateIn { get; } = Cosine(
        "mean_cosine_gate_in", "what a unit's gate and its value read");
    public static Measure Threshold { get; } = new()
    {
        Name = "threshold", Least = 0, Most = 1, Kinds = [SubjectKind.Weight],
        Meaning = "The cosine that about one random unit in eighty crosses.",
    };

    public static Measure NoiseScale { get; } = new()
    {
        Name = "noise_scale", Words = "gradient noise scale", Unit = "rows", Least = 0, Kinds = [SubjectKind.Model],
        Meaning = "About the batch size above which a larger batch no longer saves steps.",
    };

    public static Measure SmallBatch { get; } = Batches("small_batch", "rows");
    public static Measure BigBatch { get; } = Batches("big_batch", "rows");
    public static Measure Readings { get; } = Batches("readings", "big batches");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Measure> All { get; } =
    [
        BaselineRatioEv, NumericalRankShare, LargestSingularValue, Uniformity, Alignment, Vci, Nc1, Cka, UtilisedRank,
        UtilisedShare, EnrichmentShare, DepletionShare, ProportionalShare, UnrelatedShare, CosineInOut, CosineGateOut,
        CosineGateIn, Threshold, NoiseScale, SmallBatch, BigBatch, Readings,
    ];

    static Measure Units(string name, string meaning) =>
        new() { Name = name, Unit = "share of units", Least = 0, Most = 1, Kinds = _weights, Meaning = meaning };

    static Measure Cosine(string name, string between) =>
        new() { Name = name, Least = -1, Most = 1, Kinds = _weights, Meaning = $"Mean cosine between {between}." };

    static Measure Batches(string name, string unit) =>
        new() { Name = name, Unit = unit, Kinds = [SubjectKind.Model], Meaning = "Behind the gradient noise scale." };
}
