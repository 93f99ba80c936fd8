using RankElastor.Training.Records;

namespace RankElastor.Training.Probes.Measures;

/// <summary>What runs read beside spectra: of rows together, tokens, gates, attention, tables, weights.</summary>
public static class HealthMeasures
{
    const string OfAll = "share of all", Directions = "directions", ZeroToOne = "0 to 1";

    static readonly SubjectKind[] _sized =
        [SubjectKind.Batch, SubjectKind.Tokens, SubjectKind.Gate, SubjectKind.Table, SubjectKind.Weight];
    public static Measure Rms { get; } = Number(
        "rms", "root mean square", "", SubjectKind.Batch, "The size of a typical number.") with
    { Kinds = _sized, Least = 0 };

    /// <summary>Of rows' matrices, of rows of a batch or table, of tokens: other measures leave them out.</summary>
    public static Measure ZeroShare { get; } = Share(
        "zero_share", "all-zero vectors", OfAll, SubjectKind.Rows,
        "Matrices of rows, rows or tokens that are zero altogether: nothing else is told of them.") with
    { Kinds = [SubjectKind.Rows, SubjectKind.Batch, SubjectKind.Tokens, SubjectKind.Table], Worse = 1 };
    public static Measure StableRankCentred { get; } = Number(
        "stable_rank_centred", "stable rank without the mean", Directions, SubjectKind.Batch,
        "The stable rank of what sets rows apart.") with
    { Least = 1 };
    public static Measure EntropyRankEvCentred { get; } = Number(
        "entropy_rank_ev_centred", "entropy rank on eigenvalues without the mean", Directions, SubjectKind.Batch,
        "Directions of what sets rows apart, as a principal component analysis counts them.") with
    { Least = 1, Formula = "exp(−Σ p ln p), p = λ / Σλ of the covariance" };
    public static Measure EntropyRankSvCentred { get; } = Number(
        "entropy_rank_sv_centred", "entropy rank on singular values without the mean", Directions, SubjectKind.Batch,
        "The same on square roots: weak directions count for more.") with
    { Least = 1, Formula = "exp(−Σ p ln p), p = √λ / Σ√λ of the covariance" };
    public static Measure MeanEnergy { get; } = Share(
        "mean_energy", "energy of the mean row", OfAll, SubjectKind.Batch,
        "Near 1 all rows look like their mean, and little of what flows tells one row from another.") with
    { Worse = 1 };
    public static Measure Alpha { get; } = Number(
        "alpha", "decay exponent", "", SubjectKind.Batch,
        "How steeply the eigenvalues of the covariance fall with their place.") with
    { Formula = "λ_k ∝ k^(−α)" };
    public static Measure AlphaFit { get; } = Number(
        "alpha_r2", "fit of the decay", "", SubjectKind.Batch, "R² of that line; near 1 the decay is a power law.");
    public static Measure ResidualShare { get; } = Share(
        "residual_share", "residual share", ZeroToOne, SubjectKind.Tokens,
        "At 0 all tokens of a row are the same, so many tokens carry no more than one.") with
    { Worse = -1, Formula = "‖X − 1μᵀ‖ / ‖X‖" };
    public static Measure MeanCosine { get; } = Share(
        "mean_cosine", "mean cosine of two vectors", "−1 to 1", SubjectKind.Tokens,
        "At 1 all tokens of a row, all rows of a batch or of a table point the same way.") with
    { Kinds = [SubjectKind.Tokens, SubjectKind.Batch, SubjectKind.Table], Least = -1, Worse = 1 };
    public static Measure DeadShare { get; } = Share(
        "dead_share", "dead units", OfAll, SubjectKind.Gate,
        "A dead unit gives zero for every row: it passes nothing on and learns nothing.") with
    { Worse = 1 };
    public static Measure SaturatedShare { get; } = Share(
        "saturated_share", "saturated units", OfAll, SubjectKind.Gate,
        "A saturated unit gives the same value for every row: it no longer depends on its input.") with
    { Worse = 1 };
    public static Measure ShareZero { get; } = Share(
        "share_zero", "zeros", OfAll, SubjectKind.Gate, "Numbers that are exactly zero.");
    public static Measure CodeRedundancy { get; } = Share(
        "code_redundancy", "code redundancy", "share of rows", SubjectKind.Gate,
        "1 − distinct sign patterns / rows: rows whose pattern of open and shut units another row has too.");
    public static Measure Entropy { get; } = Share(
        "entropy", "attention entropy ÷ ln n", ZeroToOne, SubjectKind.Attention,
        "Both ends are failures: at 0 every token looks at a single other one, at 1 it only averages.");
    public static Measure EntropyLeast { get; } = Share(
        "entropy_min", "least attention entropy ÷ ln n", ZeroToOne, SubjectKind.Attention,
        "That of the token that looks most narrowly.");
    public static Measure OneHotShare { get; } = Share(
        "one_hot_share", "one-hot rows of attention", OfAll, SubjectKind.Attention,
        "Rows that look at a single token.");
    public static Measure UniformShare { get; } = Share(
        "uniform_share", "uniform rows of attention", OfAll, SubjectKind.Attention,
        "Rows that weigh all tokens alike.");
    public static Measure MaskedShare { get; } = Share(
        "masked_share", "masked rows of attention", OfAll, SubjectKind.Attention,
        "Rows of zeros, which look at nothing; the other measures of attention leave them out.");
    public static Measure AttainableRank { get; } = Number(
        "attainable_rank", "attainable rank", Directions, SubjectKind.Table,
        "min(trained rows, width): what a field's values can span, whatever is learned.") with
    { Least = 0 };
    public static Measure AttainableShare { get; } = Share(
        "attainable_share", "attainable share", "share of the width", SubjectKind.Table, "The same over the width.");

    /// <summary>The parts of a table's rows by look-ups: head (half of all), torso (to nine tenths), tail.</summary>
    public static IReadOnlyList<TablePart> Parts { get; } = [new("head"), new("torso"), new("tail")];
    public static Measure TailAlpha { get; } = Number(
        "tail_alpha", "tail exponent", "", SubjectKind.Weight,
        "Of the power law that the largest eigenvalues follow; below 2 a few directions hold most.");
    public static Measure TailFit { get; } = Share(
        "tail_ks", "distance from a power law", "", SubjectKind.Weight,
        "Kolmogorov–Smirnov distance of the tail from that law; small where the law holds.");
    public static Measure LogNorm { get; } = Number(
        "log_norm", "log10 of the squared Frobenius norm", "", SubjectKind.Weight, "");
    public static Measure AlphaWeighted { get; } = Number(
        "alpha_weighted", "tail exponent times log10 of the largest eigenvalue", "", SubjectKind.Weight, "");
    public static Measure LogAlphaNorm { get; } = Number("log_alpha_norm", "log10 of Σλ^α", "", SubjectKind.Weight, "");
    public static Measure MpSoftRank { get; } = Number(
        "mp_soft_rank", "Marchenko–Pastur's edge over the largest eigenvalue", "", SubjectKind.Weight, "");
    public static Measure MpEdge { get; } = Number(
        "mp_edge", "eigenvalue above which Marchenko and Pastur expect none", "", SubjectKind.Weight, "");
    public static Measure MpOutliers { get; } = Number(
        "mp_outliers", "eigenvalues above that edge", "", SubjectKind.Weight, "");
    public static Measure WeightRms { get; } = Number(
        "weight_rms", "root mean square of dense weights", "", SubjectKind.Model,
        "Weights that grow many times over are driven rather than trained.") with
    { Least = 0, Worse = 1 };
    public static Measure RelativeStep { get; } = Number(
        "relative_step", "learning rate ÷ size of weights", "ratio", SubjectKind.Model,
        "How far one step can move a typical weight, as a part of its size.") with
    { Least = 0, Worse = 1 };

    public static Measure LeftAuc { get; } = Number(
        "left_auc", "AUC left on the table", "", SubjectKind.Model,
        "What crosses of two fields, fitted to residuals, add to the AUC of rows that they were not fitted to.") with
    { Least = -1, Most = 1, Worse = 1 };
    public static Measure LeftAucLow { get; } = Number(
        "left_auc_low", "AUC left on the table, at least", "", SubjectKind.Model,
        "The lower end of its one-sided 95 % interval over rows (DeLong); of a field what its crosses find of it.") with
    { Least = -1, Most = 1, Kinds = [SubjectKind.Model, SubjectKind.Table] };
    public static Measure LeftLogloss { get; } = Number(
        "left_logloss", "log loss left on the table", "nats per row", SubjectKind.Model,
        "What the same crosses take from the log loss.");

    /// <summary>Its baseline is the log loss of predicting the rows' click rate for all.</summary>
    public static Measure Logloss { get; } = Number(
        "logloss", "log loss", "nats per row", SubjectKind.Model, "That of the rows looked at.") with
    { Least = 0 };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Measure> All { get; } =
    [
        Rms, ZeroShare, StableRankCentred, EntropyRankEvCentred, EntropyRankSvCentred, MeanEnergy, Alpha, AlphaFit,
        ResidualShare, MeanCosine, DeadShare, SaturatedShare, ShareZero, CodeRedundancy, Entropy, EntropyLeast,
        OneHotShare, UniformShare, MaskedShare, AttainableRank, AttainableShare,
        .. Parts.SelectMany(part => new[] { part.Rank, part.Rows }), TailAlpha, TailFit, LogNorm, AlphaWeighted,
        LogAlphaNorm, MpSoftRank, MpEdge, MpOutliers, WeightRms, RelativeStep, Logloss, LeftAuc,
        LeftAucLow, LeftLogloss,
    ];

    /// <summary>A measure of one kind without fixed ends.</summary>
    internal static Measure Number(string name, string words, string unit, SubjectKind kind, string meaning) =>
        new() { Name = name, Words = words, Unit = unit, Kinds = [kind], Meaning = meaning };

    /// <summary>A measure of one kind between 0 and 1.</summary>
    internal static Measure Share(string name, string words, string unit, SubjectKind kind, string meaning) =>
        Number(name, words, unit, kind, meaning) with { Least = 0, Most = 1 };
}

/// <summary>Measures of a part of a table's rows.</summary>
public sealed record TablePart(string Name)
{
    /// <summary>Entropy rank on eigenvalues of the part's rows.</summary>
    public Measure Rank { get; } = HealthMeasures.Number(
        $"entropy_rank_ev_{Name}", $"entropy rank on eigenvalues, {Name}", "directions", SubjectKind.Table,
        $"That of the {Name} of a field's values.") with
    { Least = 0 };

    /// <summary>The part's rows.</summary>
    public Measure Rows { get; } = HealthMeasures.Number(
        $"rows_{Name}", $"rows of the {Name}", "", SubjectKind.Table, $"Values in the {Name}.") with
    { Least = 0 };
}
