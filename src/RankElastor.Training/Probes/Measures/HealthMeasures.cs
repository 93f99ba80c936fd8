using RankElastor.Training.Records;

namespace RankElastor.Training.Probes.Measures;

/// <summary>
/// What runs read beside spectra: of all rows together, tokens, gates, attention, tables, weights and the model.
/// </summary>
public static class HealthMeasures
{
    const string Share = "share of all", Directions = "directions";

    public static Measure Rms { get; } = new()
    {
        Name = "rms", Words = "root mean square", Least = 0, Kinds =
            [SubjectKind.Batch, SubjectKind.Tokens, SubjectKind.Gate, SubjectKind.Table, SubjectKind.Weight], Worse = 1,
        Meaning = "The size of a typical number.",
    };

    public static Measure StableRankCentred { get; } = new()
    {
        Name = "stable_rank_centred", Words =
            "stable rank without the mean", Unit = Directions, Least = 1, Kinds = [SubjectKind.Batch],
        Meaning = "The stable rank of what sets rows apart.",
    };

    public static Measure MeanEnergy { get; } = new()
    {
        Name = "mean_energy", Words =
            "energy of the mean row", Unit = Share, Least = 0, Most = 1, Worse = 1, Kinds = [SubjectKind.Batch],
        Meaning = "Near 1 all rows look like their mean, and little of what flows tells one row from another.",
    };

    public static Measure Alpha { get; } = new()
    {
        Name = "alpha", Words = "decay exponent", Kinds = [SubjectKind.Batch], Formula = "λ_k ∝ k^(−α)",
        Meaning = "How steeply the eigenvalues of the covariance fall with their place.",
    };

    public static Measure AlphaFit { get; } = new()
    {
        Name = "alpha_r2", Words = "fit of the decay", Most = 1, Kinds = [SubjectKind.Batch], Worse = -1,
        Meaning = "R² of that line; near 1 the decay is a power law.",
    };

    public static Measure ResidualShare { get; } = new()
    {
        Name = "residual_share", Unit = "0 to 1", Least = 0, Most = 1, Worse = -1, Kinds = [SubjectKind.Tokens],
        Formula = "‖X − 1μᵀ‖ / ‖X‖",
        Meaning = "At 0 all tokens of a row are the same, so many tokens carry no more than one.",
    };

    public static Measure MeanCosine { get; } = new()
    {
        Name = "mean_cosine", Words = "mean cosine of two tokens", Unit = "−1 to 1", Least = -1, Most = 1, Worse = 1,
        Kinds = [SubjectKind.Tokens], Meaning = "At 1 all tokens of a row point the same way.",
    };

    public static Measure DeadShare { get; } = new()
    {
        Name = "dead_share", Words =
            "dead units", Unit = Share, Least = 0, Most = 1, Worse = 1, Kinds = [SubjectKind.Gate],
        Meaning = "A dead unit gives zero for every row: it passes nothing on and learns nothing.",
    };

    public static Measure SaturatedShare { get; } = new()
    {
        Name = "saturated_share", Words =
            "saturated units", Unit = Share, Least = 0, Most = 1, Worse = 1, Kinds = [SubjectKind.Gate],
        Meaning = "A saturated unit gives the same value for every row: it no longer depends on its input.",
    };

    public static Measure ShareZero { get; } = new()
    {
        Name = "share_zero", Words = "zeros", Unit = Share, Least = 0, Most = 1, Kinds = [SubjectKind.Gate],
        Meaning = "Numbers that are exactly zero.",
    };

    public static Measure CodeRedundancy { get; } = new()
    {
        Name = "code_redundancy", Unit = "share of rows", Least = 0, Most = 1, Worse = 1, Kinds = [SubjectKind.Gate],
        Formula = "1 − distinct sign patterns / rows",
        Meaning = "Rows whose pattern of open and shut units another row has too.",
    };

    public static Measure Entropy { get; } = new()
    {
        Name = "entropy", Words =
            "attention entropy ÷ ln n", Unit = "0 to 1", Least = 0, Most = 1, Kinds = [SubjectKind.Attention],
        Meaning = "Both ends are failures: at 0 every token looks at a single other one, at 1 it only averages.",
    };

    public static Measure EntropyLeast { get; } = new()
    {
        Name = "entropy_min", Words =
            "least attention entropy ÷ ln n", Unit = "0 to 1", Least = 0, Most = 1, Kinds = [SubjectKind.Attention],
        Meaning = "That of the token that looks most narrowly.",
    };

    public static Measure OneHotShare { get; } = new()
    {
        Name = "one_hot_share", Words = "one-hot rows of attention", Unit = Share, Least = 0, Most = 1, Worse = 1,
        Kinds = [SubjectKind.Attention], Meaning = "Rows of weights that look at a single token.",
    };

    public static Measure UniformShare { get; } = new()
    {
        Name = "uniform_share", Words = "uniform rows of attention", Unit = Share, Least = 0, Most = 1, Worse = 1,
        Kinds = [SubjectKind.Attention], Meaning = "Rows of weights that look at all tokens alike.",
    };

    public static Measure AttainableRank { get; } = new()
    {
        Name = "attainable_rank", Unit =
            Directions, Least = 0, Kinds = [SubjectKind.Table], Formula = "min(trained rows, width)",
        Meaning = "The directions that a field's values can span, whatever is learned.",
    };

    public static Measure AttainableShare { get; } = new()
    {
        Name = "attainable_share", Unit = "share of the width", Least = 0, Most = 1, Kinds = [SubjectKind.Table],
        Meaning = "The same over the width of the table.",
    };

    /// <summary>The parts of a table's rows by look-ups: head (half of all), torso (to nine tenths), tail.</summary>
    public static IReadOnlyList<TablePart> Parts { get; } = [new("head"), new("torso"), new("tail")];

    public static Measure TailAlpha { get; } = new()
    {
        Name = "tail_alpha", Words = "tail exponent", Kinds = [SubjectKind.Weight],
        Meaning = "Exponent of the power law that the largest eigenvalues follow; below 2 a few directions hold most.",
    };

    public static Measure TailFit { get; } = new()
    {
        Name = "tail_ks", Words =
            "distance from a power law", Least = 0, Most = 1, Worse = 1, Kinds = [SubjectKind.Weight],
        Meaning = "Kolmogorov–Smirnov distance of the tail from that law; small where the law holds.",
    };

    public static Measure LogNorm { get; } = Shape("log_norm", "log10 of the squared Frobenius norm");
    public static Measure AlphaWeighted { get; } = Shape(
        "alpha_weighted", "tail exponent times log10 of the largest eigenvalue");
    public static Measure LogAlphaNorm { get; } = Shape("log_alpha_norm", "log10 of Σλ^α");
    public static Measure MpSoftRank { get; } = Shape(
        "mp_soft_rank", "Marchenko–Pastur's edge over the largest eigenvalue");
    public static Measure MpEdge { get; } = Shape("mp_edge", "eigenvalue above which Marchenko and Pastur expect none");
    public static Measure MpOutliers { get; } = Shape("mp_outliers", "eigenvalues above that edge");
    public static Measure WeightRms { get; } = new()
    {
        Name = "weight_rms", Words =
            "root mean square of dense weights", Least = 0, Worse = 1, Kinds = [SubjectKind.Model],
        Meaning = "Weights that grow many times over are driven rather than trained.",
    };

    public static Measure RelativeStep { get; } = new()
    {
        Name = "relative_step", Words =
            "learning rate ÷ size of weights", Unit = "ratio", Least = 0, Worse = 1, Kinds = [SubjectKind.Model],
        Meaning = "How far one step of Adam can move a typical weight, as a part of its size.",
    };

    /// <summary>
    /// Log loss of the rows that were looked at; its baseline is that of predicting their click rate for all.
    /// </summary>
    public static Measure Logloss { get; } = new()
    {
        Name = "logloss", Words = "log loss", Unit = "nats per row", Least = 0, Worse = 1, Kinds = [SubjectKind.Model],
        Meaning = "Log loss of the rows that were looked at.",
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Measure> All { get; } =
    [
        Rms, StableRankCentred, MeanEnergy, Alpha, AlphaFit, ResidualShare, MeanCosine, DeadShare, SaturatedShare,
        ShareZero, CodeRedundancy, Entropy, EntropyLeast, OneHotShare, UniformShare, AttainableRank, AttainableShare,
        .. Parts.SelectMany(
            part => new[] { part.Rank, part.Rows }), TailAlpha, TailFit, LogNorm, AlphaWeighted, LogAlphaNorm,
        MpSoftRank, MpEdge, MpOutliers, WeightRms, RelativeStep, Logloss,
    ];

    static Measure Shape(string name, string words) =>
        new() { Name = name, Words = words, Kinds = [SubjectKind.Weight] };
}

/// <summary>Measures of a part of a table's rows.</summary>
public sealed record TablePart(string Name)
{
    /// <summary>Entropy rank on eigenvalues of the part's rows.</summary>
    public Measure Rank { get; } = SpectrumMeasures.EntropyRankEv with
    {
        Name = $"{SpectrumMeasures.EntropyRankEv.Name}_{Name}", Words =
            $"entropy rank on eigenvalues, {Name}", Kinds = [SubjectKind.Table],
        Meaning = $"That of the {Name} of a field's values.", OfSummary = null, IsRank = false, Formula = "",
    };

    /// <summary>The part's rows.</summary>
    public Measure Rows { get; } = new()
    {
        Name = $"rows_{Name}", Words = $"rows of the {Name}", Least = 0, Kinds = [SubjectKind.Table],
        Meaning = $"How many values the {Name} has.",
    };
}
