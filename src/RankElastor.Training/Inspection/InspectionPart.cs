using System.Globalization;
using RankElastor.Training.Probes.Measures;
using static RankElastor.Training.Probes.Measures.HealthMeasures;
using static RankElastor.Training.Probes.Measures.InspectionMeasures;
using static RankElastor.Training.Probes.Measures.SpectrumMeasures;

namespace RankElastor.Training.Inspection;

/// <summary>One table of an inspection: a title, how to read it, which measures of which rows.</summary>
public sealed record InspectionPart(
    string Title, string Reading, IReadOnlyList<string> Measures, IReadOnlyList<InspectionRow> Rows)
{
    static readonly Measure[] _ranks =
        [EntropyRankSv, EntropyRankEv, StableRank, ParticipationRatio, NumericalRank, InformationAbundanceRatio];

    /// <summary>All parts that have rows, in a reader's order.</summary>
    public static IReadOnlyList<InspectionPart> Of(ModelInspection inspection) =>
    [
        .. OfActivations(inspection).Concat(OfRows(inspection)).Concat(OfParameters(inspection))
            .Where(part => part.Rows.Count > 0),
    ];

    static IEnumerable<InspectionPart> OfActivations(ModelInspection inspection) =>
    [
        Of($"Activations, mean over {inspection.Sample} rows",
            "Into how many directions the matrix of one row (tokens by width) spreads at each site; each variant "
            + "counts differently, and none is a score.",
            inspection.Sites, [.. _ranks, BaselineRatioEv, ZeroShare]),
        Of("All rows together, by site",
            "The matrix of all rows: mean_energy near 1 means that rows hardly differ from their mean; the centred "
            + "rank leaves the mean out.",
            inspection.Batches,
            [EntropyRankEv, EntropyRankEvCentred, BaselineRatio, MeanEnergy, MeanCosine, Top1Energy, Rms, ZeroShare]),
        Of("Tokens of a row",
            "residual_share near 0 (mean_cosine near 1): the tokens of a row have become the same.",
            inspection.Tokens, [ResidualShare, MeanCosine, Rms, ZeroShare]),
        Of("Gates and activation functions",
            "dead_share: units that are zero on every row; saturated_share: units pinned to one value.",
            inspection.Gates, [DeadShare, SaturatedShare, CodeRedundancy, Rms]),
        Of("Attention",
            "Entropy over its largest possible: 0 looks at one token, 1 weighs all alike; both ends are failures.",
            inspection.Attention, [Entropy, EntropyLeast, OneHotShare, UniformShare, MaskedShare]),
    ];

    static IEnumerable<InspectionPart> OfRows(ModelInspection inspection) =>
    [
        Of("Directions and classes of rows",
            "uniformity 0: all rows point one way; alignment: squared distance of rows of one label; vci 0: rows "
            + "have collapsed onto the mean of their label.",
            inspection.Geometry, [Uniformity, Alignment, Vci, Nc1]),
        new("From one site to the next",
            "cka 1: the module only turns and scales; utilised_rank: directions with 99 % of the variance that "
            + "both sides use.",
            [Cka, UtilisedRank, UtilisedShare], Pairs(inspection.Consecutive)),
        new("Beside the other run, same rows",
            "cka 1: the two runs represent these rows alike, up to a turn and a scale.",
            [Cka], Pairs(inspection.Against)),
        Of("Gated units",
            "What a unit does to the direction that it reads: strengthens (enrichment), weakens (depletion), "
            + "changes in proportion to another, or writes elsewhere. Of random units about one in eighty crosses "
            + "the threshold.",
            inspection.Neurons,
            [EnrichmentShare, DepletionShare, ProportionalShare, UnrelatedShare, CosineInOut, Threshold]),
        new("Gradient noise",
            "noise_scale: about the batch size above which a larger batch no longer saves steps.",
            [InspectionMeasures.NoiseScale, SmallBatch, BigBatch, Readings],
            inspection.NoiseScale is { } noise ? [Row(noise)] : []),
    ];

    static IEnumerable<InspectionPart> OfParameters(ModelInspection inspection) =>
    [
        Of("Weight matrices",
            "Directions that a layer's weights span; of a stack of per-token matrices the mean over tokens.",
            inspection.Weights, _ranks),
        Of("Shape of weight spectra",
            "tail_alpha below 2 with a small tail_ks: a few directions hold most of the weights. Refused with "
            + "fewer than 50 eigenvalues above rounding.",
            inspection.Weights, [TailAlpha, TailFit, LogNorm, AlphaWeighted, LogAlphaNorm, MpSoftRank]),
        Of("Embedding tables, padding row left out",
            "Directions that a field's vectors span, of at most min(rows, width); head, torso and tail are rows "
            + "by how often they are looked up.",
            inspection.Tables, [.. _ranks, AttainableRank, ZeroShare, .. Parts.Select(part => part.Rank)]),
    ];

    /// <summary>A part of matrices; one of ranks shows a library user's own measures too.</summary>
    static InspectionPart Of(
        string title, string reading, IReadOnlyList<InspectedMatrix> matrices, IReadOnlyList<Measure> measures)
    {
        var own = measures.Contains(EntropyRankEv)
            ? matrices.SelectMany(matrix => matrix.Measures.Keys).Distinct().Except(MeasureCatalogue.Default.Names)
            : [];
        return new InspectionPart(
            title, reading, [.. measures.Select(measure => measure.Name), .. own], [.. matrices.Select(Row)]);
    }

    static InspectionRow Row(InspectedMatrix matrix)
    {
        var count = matrix.Count > 1 ? $" ({matrix.Count})" : "";
        var shape = string.Create(CultureInfo.InvariantCulture, $"{matrix.Rows}x{matrix.Columns}{count}");
        return new InspectionRow(matrix.Name, shape, matrix.Measures, matrix.Refused);
    }

    static List<InspectionRow> Pairs(IReadOnlyList<SitePair> pairs) =>
        [.. pairs.Select(pair => new InspectionRow($"{pair.From} - {pair.To}", "", pair.Measures, null))];

    static InspectionRow Row(NoiseScale noise)
    {
        var measures = new Dictionary<string, double>
        {
            [SmallBatch] = noise.SmallBatch,
            [BigBatch] = noise.BigBatch,
            [Readings] = noise.Readings,
        };
        if (noise.Scale is { } scale)
        {
            measures[InspectionMeasures.NoiseScale] = scale;
            return new InspectionRow("model", "", measures, null);
        }

        var refused =
            new Dictionary<string, string> { [InspectionMeasures.NoiseScale] = "not to be told from so few rows" };
        return new InspectionRow("model", "", measures, refused);
    }
}

/// <summary>A row: its name and shape, its measures, and why one is missing.</summary>
public sealed record InspectionRow(
    string Name,
    string Shape,
    IReadOnlyDictionary<string, double> Measures,
    IReadOnlyDictionary<string, string>? Refused)
{
    /// <summary>A measure with four significant digits, or a dash.</summary>
    public string Cell(string measure) =>
        Measures.TryGetValue(measure, out var value) ? value.ToString("G4", CultureInfo.InvariantCulture) : "-";

    /// <summary>Why one of these measures is missing, or nothing.</summary>
    public string Why(IEnumerable<string> measures) =>
        measures.FirstOrDefault(measure => Refused?.ContainsKey(measure) == true) is { } missing
            ? $"{missing}: {Refused![missing]}"
            : "";
}
