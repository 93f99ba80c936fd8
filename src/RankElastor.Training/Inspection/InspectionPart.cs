using System.Globalization;

namespace RankElastor.Training.Inspection;

/// <summary>One table of an inspection as every form of it shows it: a title, how to read it, which measures of which rows.</summary>
public sealed record InspectionPart(string Title, string Reading, IReadOnlyList<string> Measures, IReadOnlyList<InspectionRow> Rows)
{
    static readonly string[] _ranks = ["entropy_rank_sv", "entropy_rank_ev", "stable_rank", "participation_ratio", "numerical_rank", "information_abundance_ratio"];

    /// <summary>All parts that have rows, in a reader's order.</summary>
    public static IReadOnlyList<InspectionPart> Of(ModelInspection inspection) =>
        [.. OfActivations(inspection).Concat(OfRows(inspection)).Concat(OfParameters(inspection)).Where(part => part.Rows.Count > 0)];

    static IEnumerable<InspectionPart> OfActivations(ModelInspection inspection) =>
    [
        new($"Activations, mean over {inspection.Sample} rows", "Into how many directions the matrix of one row (tokens by width) spreads at each site; each variant counts differently, and none is a score.",
            [.. _ranks, "baseline_ratio_ev"], Matrices(inspection.Sites)),
        new("All rows together, by site", "The matrix of all rows: mean_energy near 1 means that rows hardly differ from their mean.",
            ["entropy_rank_ev", "baseline_ratio", "stable_rank_centred", "mean_energy", "top1_energy", "rms"], Matrices(inspection.Batches)),
        new("Tokens of a row", "residual_share near 0 (mean_cosine near 1): the tokens of a row have become the same.",
            ["residual_share", "mean_cosine", "rms"], Matrices(inspection.Tokens)),
        new("Gates and activation functions", "dead_share: units that are zero on every row; saturated_share: units pinned to one value.",
            ["dead_share", "saturated_share", "code_redundancy", "rms"], Matrices(inspection.Gates)),
        new("Attention", "Entropy over its largest possible: 0 looks at one token, 1 weighs all alike; both ends are failures.",
            ["entropy", "entropy_min", "entropy_max", "one_hot_share", "uniform_share"], Matrices(inspection.Attention)),
    ];

    static IEnumerable<InspectionPart> OfRows(ModelInspection inspection) =>
    [
        new("Directions and classes of rows", "uniformity 0: all rows point one way; alignment: squared distance of rows of one label; vci 0: rows have collapsed onto the mean of their label.",
            ["uniformity", "alignment", "vci", "nc1"], Matrices(inspection.Geometry)),
        new("From one site to the next", "cka 1: the module only turns and scales; utilised_rank: directions with 99 % of the variance that both sides use.",
            ["cka", "utilised_rank", "utilised_share"], Pairs(inspection.Consecutive)),
        new("Beside the other run, same rows", "cka 1: the two runs represent these rows alike, up to a turn and a scale.", ["cka"], Pairs(inspection.Against)),
        new("Gated units", "What a unit does to the direction that it reads: strengthens (enrichment), weakens (depletion), changes in proportion to another, or writes elsewhere. Of random units about one in eighty crosses the threshold.",
            ["enrichment_share", "depletion_share", "proportional_share", "unrelated_share", "mean_cosine_in_out", "threshold"], Matrices(inspection.Neurons)),
        new("Gradient noise", "noise_scale: about the batch size above which a larger batch no longer saves steps.",
            ["noise_scale", "small_batch", "big_batch", "readings"], inspection.NoiseScale is { } noise ? [Row(noise)] : []),
    ];

    static IEnumerable<InspectionPart> OfParameters(ModelInspection inspection) =>
    [
        new("Weight matrices", "Directions that a layer's weights span; of a stack of per-token matrices the mean over tokens.", _ranks, Matrices(inspection.Weights)),
        new("Shape of weight spectra", "tail_alpha below 2 with a small tail_ks: a few directions hold most of the weights. Refused with fewer than 50 eigenvalues.",
            ["tail_alpha", "tail_ks", "log_norm", "alpha_weighted", "log_alpha_norm", "mp_soft_rank"], Matrices(inspection.Weights)),
        new("Embedding tables, padding row left out", "Directions that a field's vectors span, of at most min(rows, width); head, torso and tail are rows by how often they are looked up.",
            [.. _ranks, "attainable_rank", "entropy_rank_ev_head", "entropy_rank_ev_torso", "entropy_rank_ev_tail"], Matrices(inspection.Tables)),
    ];

    static List<InspectionRow> Matrices(IReadOnlyList<InspectedMatrix> matrices) => [.. matrices.Select(one =>
        new InspectionRow(one.Name, string.Create(CultureInfo.InvariantCulture, $"{one.Rows}x{one.Columns}{(one.Count > 1 ? $" ({one.Count})" : "")}"), one.Measures, one.Refused))];

    static List<InspectionRow> Pairs(IReadOnlyList<SitePair> pairs) => [.. pairs.Select(pair => new InspectionRow($"{pair.From} - {pair.To}", "", pair.Measures, null))];

    static InspectionRow Row(NoiseScale noise)
    {
        var measures = new Dictionary<string, double> { ["small_batch"] = noise.SmallBatch, ["big_batch"] = noise.BigBatch, ["readings"] = noise.Readings };
        if (noise.Scale is { } scale)
        {
            measures["noise_scale"] = scale;
            return new InspectionRow("model", "", measures, null);
        }

        return new InspectionRow("model", "", measures, new Dictionary<string, string> { ["noise_scale"] = "not to be told from so few rows" });
    }
}

/// <summary>A row: its name and shape, its measures, and why one is missing.</summary>
public sealed record InspectionRow(string Name, string Shape, IReadOnlyDictionary<string, double> Measures, IReadOnlyDictionary<string, string>? Refused)
{
    /// <summary>A measure with four significant digits, or a dash.</summary>
    public string Cell(string measure) => Measures.TryGetValue(measure, out var value) ? value.ToString("G4", CultureInfo.InvariantCulture) : "-";

    /// <summary>Why one of these measures is missing, or nothing.</summary>
    public string Why(IEnumerable<string> measures) =>
        measures.FirstOrDefault(measure => Refused?.ContainsKey(measure) == true) is { } missing ? $"{missing}: {Refused![missing]}" : "";
}
