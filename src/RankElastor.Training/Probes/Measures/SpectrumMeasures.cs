using RankElastor.Numerics.Decay;
using RankElastor.Numerics.Spectra;
using RankElastor.Training.Records;

namespace RankElastor.Training.Probes.Measures;

/// <summary>Measures of singular values: of each row's matrix, of all rows together, of a table, of a weight.</summary>
public static class SpectrumMeasures
{
    const string Directions = "directions";
    static readonly SubjectKind[] _rows = [SubjectKind.Rows];
    static readonly SubjectKind[] _matrices = [SubjectKind.Batch, SubjectKind.Table, SubjectKind.Weight];

    /// <summary>Entropy rank on singular values (Roy and Vetterli, 2007).</summary>
    public static Measure EntropyRankSv { get; } = new()
    {
        Name = "entropy_rank_sv",
        Words = "entropy rank on singular values",
        Unit = Directions,
        Least = 0,
        IsRank = true,
        Formula = "exp(−Σ p ln p), p = σ / Σσ",
        Meaning = "Share the total strength among the directions, then ask how many equally strong directions would "
            + "be as evenly shared.",
        OfSummary = s => s.EntropyRankSv,
    };

    /// <summary>Entropy rank on eigenvalues, the squared singular values.</summary>
    public static Measure EntropyRankEv { get; } = new()
    {
        Name = "entropy_rank_ev",
        Words = "entropy rank on eigenvalues",
        Unit = Directions,
        Least = 0,
        IsRank = true,
        Worse = -1,
        Formula = "exp(−Σ p ln p), p = σ² / Σσ²",
        Meaning = "The same with squared strengths (energy): weak directions count for less.",
        OfSummary = s => s.EntropyRankEv,
    };

    /// <summary>Stable rank.</summary>
    public static Measure StableRank { get; } = new()
    {
        Name = "stable_rank",
        Unit = Directions,
        Least = 0,
        IsRank = true,
        Formula = "Σσ² / max σ²",
        Meaning = "Total energy over the energy of the strongest direction: low as soon as one direction dominates.",
        OfSummary = s => s.StableRank,
    };

    /// <summary>Participation ratio of eigenvalues.</summary>
    public static Measure ParticipationRatio { get; } = new()
    {
        Name = "participation_ratio",
        Unit = Directions,
        Least = 0,
        IsRank = true,
        Formula = "(Σσ²)² / Σσ⁴",
        Meaning = "How many directions take a real part in the energy.",
        OfSummary = s => s.ParticipationRatio,
    };

    /// <summary>RankMe (Garrido et al., 2023).</summary>
    public static Measure RankMe { get; } = new()
    {
        Name = "rankme",
        Words = "RankMe",
        Unit = Directions,
        Least = 0,
        OfZeros = 0,
        Kinds = [SubjectKind.Batch],
        Meaning = "The entropy rank on singular values with a small constant added to each share.",
        Value = (singular, _, _) => DecayMeasures.RankMe(singular),
    };

    /// <summary>Singular values above rounding.</summary>
    public static Measure NumericalRank { get; } = new()
    {
        Name = "numerical_rank",
        Unit = Directions,
        Least = 0,
        OfZeros = 0,
        Meaning = "Directions that are more than rounding of float32.",
        OfSummary = s => s.NumericalRank,
    };

    /// <summary>Information abundance (Guo et al., 2024).</summary>
    public static Measure InformationAbundance { get; } = new()
    {
        Name = "information_abundance",
        Least = 0,
        OfZeros = 0,
        Kinds = _rows,
        Formula = "Σσ / max σ",
        Meaning = "Total strength over that of the strongest direction.",
        OfSummary = s => s.InformationAbundance,
    };

    /// <summary>The same over the smaller side, so that shapes compare.</summary>
    public static Measure InformationAbundanceRatio { get; } = new()
    {
        Name = "information_abundance_ratio",
        Unit = "share of the smaller side",
        Least = 0,
        Most = 1,
        OfZeros = 0,
        Kinds = _matrices,
        Formula = "Σσ / max σ / min(rows, columns)",
        Meaning = "Information abundance, comparable between shapes.",
        Value = (singular, _, _) => SpectralMeasures.InformationAbundance(singular) / singular.Length,
    };

    /// <summary>Energy of the strongest direction.</summary>
    public static Measure Top1Energy { get; } = new()
    {
        Name = "top1_energy",
        Unit = "share of all",
        Least = 0,
        Most = 1,
        Kinds = _matrices,
        Formula = "max σ² / Σσ²",
        Meaning = "The energy that the strongest direction holds.",
        Value = (singular, _, _) => DecayMeasures.Top1Energy(singular),
    };

    /// <summary>Largest over least singular value above rounding.</summary>
    public static Measure ConditionNumber { get; } = new()
    {
        Name = "condition_number",
        Unit = "ratio",
        Least = 1,
        Kinds = _matrices,
        Meaning = "The strongest direction over the weakest that is more than rounding.",
        Value = (singular, rows, columns) => DecayMeasures.ConditionNumber(
            singular, SpectralMeasures.NumericalRank(singular, rows, columns, SpectralMeasures.FloatEpsilon)),
    };

    /// <summary>Entropy rank on eigenvalues over that of a matrix without structure.</summary>
    public static Measure BaselineRatio { get; } = new()
    {
        Name = "baseline_ratio",
        Unit = "ratio",
        Least = 0,
        OfZeros = 0,
        Kinds = _matrices,
        Meaning = "The entropy rank on eigenvalues over its mean for normal matrices of the same shape.",
        Value = (singular, rows, columns) =>
            SpectralMeasures.EntropyRankEv(singular) / NoStructureBaseline.EntropyRankEv(rows, columns).Mean,
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Measure> All { get; } =
    [
        EntropyRankSv, EntropyRankEv, StableRank, ParticipationRatio, RankMe, NumericalRank, InformationAbundance,
        InformationAbundanceRatio, Top1Energy, ConditionNumber, BaselineRatio,
    ];
}
