using System.Globalization;
using RankElastor.Training.Records;

namespace RankElastor.Training.Inspection;

/// <summary>
/// What stands out in an inspection that one reading can tell: tables low by shape or by training, sites far under the rank of matrices without structure, weight matrices
/// with few or heavy-tailed directions, a loss that is worse than none. A rank is never good or bad by itself; each finding stands beside the loss.
/// </summary>
static class InspectionFindings
{
    const double TableShare = 0.35; // of the directions that a table's shape allows
    const double ShapeShare = 0.3; // directions that a shape allows, of the width
    const double BaselineShare = 0.5;
    const double HeavyTail = 2, TailFits = 0.1; // WeightWatcher's limits

    /// <summary>One finding at most, for a table.</summary>
    public static IEnumerable<Finding> OfTable(InspectedMatrix table)
    {
        var (rank, allowed) = (table.Measures.GetValueOrDefault("entropy_rank_ev", double.NaN), table.Measures.GetValueOrDefault("attainable_rank", Math.Min(table.Rows, table.Columns)));
        var field = Field(table.Name);
        if (allowed < ShapeShare * table.Columns)
        {
            yield return new Finding(
                "low-cardinality", AlarmRecord.Note, field, "attainable_rank", allowed, ShapeShare * table.Columns, "low-cardinality field",
                Text($"Field {field} has so few values that its vectors span at most {allowed:0} of {table.Columns} directions, whatever is learned: low by shape, not by training (entropy_rank_ev {rank:0.00})."),
                ["compare its rank with what its shape allows, not with the width"]);
        }
        else if (allowed >= 3 && rank < Math.Max(1.2, TableShare * allowed))
        {
            yield return new Finding(
                "collapsed-table", AlarmRecord.Warning, field, "entropy_rank_ev", rank, Math.Max(1.2, TableShare * allowed), "embeddings confined to few directions",
                Text($"The {table.Rows} vectors of field {field} lie in about {rank:0.00} directions (entropy_rank_ev) where their shape allows {allowed:0}: low by training, not by shape."),
                ["several narrow tables instead of a wide one", "a weaker embedding_regularizer", "a smaller embedding_dim if the loss does not mind"]);
        }
    }

    /// <summary>One finding at most, for the rows' matrices at a site.</summary>
    public static IEnumerable<Finding> OfSite(InspectedMatrix site)
    {
        if (site.Measures["baseline_ratio_ev"] < BaselineShare)
        {
            yield return new Finding(
                "under-baseline", AlarmRecord.Note, site.Name, "baseline_ratio_ev", site.Measures["baseline_ratio_ev"], BaselineShare, "structure or collapse",
                Text($"A row's matrix at {site.Name} spreads over {site.Measures["entropy_rank_ev"]:0.00} directions (entropy_rank_ev), {site.Measures["baseline_ratio_ev"]:P0} of what a matrix of {site.Rows}×{site.Columns} without structure has. Learned structure lowers it too: whether it hurts, the loss and a comparison with the initial weights say."),
                ["compare with the initial weights and another seed (--against)"]);
        }
    }

    /// <summary>Findings of a weight matrix.</summary>
    public static IEnumerable<Finding> OfWeight(InspectedMatrix weight)
    {
        var full = Math.Min(weight.Rows, weight.Columns);
        if (weight.Measures["numerical_rank"] < 0.95 * full)
        {
            yield return new Finding(
                "rank-deficient-weight", AlarmRecord.Warning, weight.Name, "numerical_rank", weight.Measures["numerical_rank"], 0.95 * full, "unused directions of a layer",
                Text($"The weights {weight.Name} have {weight.Measures["numerical_rank"]:0.#} directions above rounding of {full}: the layer passes nothing along the others."),
                ["a weaker net_regularizer", "a narrower layer"]);
        }

        if (weight.Measures.TryGetValue("tail_alpha", out var alpha) && alpha < HeavyTail && weight.Measures["tail_ks"] < TailFits)
        {
            yield return new Finding(
                "heavy-tailed-weight", AlarmRecord.Note, weight.Name, "tail_alpha", alpha, HeavyTail, "a few directions hold most of the weights",
                Text($"The spectrum of {weight.Name} has a heavy tail (tail_alpha {alpha:0.00}): a few directions hold most of it, which is often a sign of fitting single rows."),
                ["a stronger net_regularizer or dropout", "compare training and validation loss"]);
        }
    }

    /// <summary>A finding where the model does worse than a constant.</summary>
    public static IEnumerable<Finding> OfLoss(double logloss, double baseEntropy)
    {
        if (logloss > baseEntropy)
        {
            yield return new Finding(
                "worse-than-constant", AlarmRecord.Warning, "model", "logloss", logloss, baseEntropy, "a model and rows that do not belong together",
                Text($"The logloss {logloss:0.0000} of these rows is worse than {baseEntropy:0.0000}, that of predicting their click rate for all: do model, data and the numbering of ids (the vocabulary) belong together?"),
                ["prepare the data with the options that the checkpoint was trained with"]);
        }
    }

    /// <summary>The field in a table's checkpoint name.</summary>
    static string Field(string name) => name.Split('.') is [.., var field, "weight"] ? field : name;

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
