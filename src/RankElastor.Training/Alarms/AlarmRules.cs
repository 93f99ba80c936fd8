using RankElastor.Training.Records;

namespace RankElastor.Training.Alarms;

/// <summary>The rules that every watched run has. Their limits were set from healthy and planted runs; docs/diagnostics.md has the rates.</summary>
public static class AlarmRules
{
    /// <summary>A step of the optimiser is large beside the weights themselves.</summary>
    public const string LearningRate = "learning-rate";

    /// <summary>The dense weights have grown many times over.</summary>
    public const string ExplodingWeights = "exploding-weights";

    /// <summary>Most units of a gate or activation give zero for every row.</summary>
    public const string DeadGate = "dead-gate";

    /// <summary>Most units of a gate give one and the same value for every row.</summary>
    public const string SaturatedGate = "saturated-gate";

    /// <summary>Attention puts all weight on one token.</summary>
    public const string OneHotAttention = "attention-one-hot";

    /// <summary>Attention weighs all tokens alike.</summary>
    public const string UniformAttention = "attention-uniform";

    /// <summary>The tokens of a row are all the same.</summary>
    public const string IdenticalTokens = "identical-tokens";

    /// <summary>Rows differ little from their mean.</summary>
    public const string MeanDominates = "mean-dominates";

    /// <summary>An embedding table has come to lie in very few directions.</summary>
    public const string CollapsedTable = "collapsed-table";

    /// <summary>The matrices of rows at a site have a small part of the rank that their shape allows.</summary>
    public const string CollapsedSite = "collapsed-site";

    /// <summary>Rank falls while the validation loss stops improving.</summary>
    public const string Contraction = "contraction";

    /// <summary>Activations are so large that a norm is likely to be missing.</summary>
    public const string ScaleDrift = "scale-drift";

    /// <summary>A field has fewer values than its vectors have directions.</summary>
    public const string LowCardinality = "low-cardinality";

    /// <summary>All of them; causes stand before their consequences.</summary>
    public static IReadOnlyList<AlarmRule> Default { get; } =
    [
        new()
        {
            Name = LearningRate, Address = "model/relative_step/model", Above = true, Limit = 0.06, For = 1, From = 1, WhileLossStalls = true, Cause = Causes.LearningRate,
            Text = "One step of Adam can move a typical weight by {1:P1} of its own size (alarm above {2:P0}), and the validation loss has stopped improving: training cannot settle.",
            Remedies = ["divide learning_rate by ten or more", "a smaller max_gradient_norm"],
        },
        new()
        {
            Name = ExplodingWeights, Address = "model/weight_rms/model", Quantity = AlarmQuantity.OfStart, Above = true, Limit = 6, For = 1, Cause = Causes.LearningRate,
            Text = "The dense weights are {1:0.0} times as large as at the start (alarm above {2:0.0}): they are driven, not trained.",
            Remedies = ["divide learning_rate by ten or more", "a net_regularizer"],
        },
        new()
        {
            Name = DeadGate, Address = "gate/dead_share/*", Above = true, Limit = 0.8, Cause = Causes.DeadGates,
            Text = "{1:P0} of the units of {0} gave zero for every row that was looked at: they pass nothing on and get no gradient.",
            Remedies = ["a smaller learning_rate", "a gate that does not die (gelu or silu instead of relu)", "a norm before the gate (use_layer_norm)"],
        },
        new()
        {
            Name = SaturatedGate, Address = "gate/saturated_share/*", Above = true, Limit = 0.8, Cause = Causes.SaturatedGates,
            Text = "{1:P0} of the units of {0} gave the same value for every row that was looked at: the gate no longer depends on its input.",
            Remedies = ["a norm before the gate (use_layer_norm)", "a smaller learning_rate", "another gate"],
        },
        new()
        {
            Name = OneHotAttention, Address = "attention/entropy/*", Limit = 0.05, From = 1, Cause = Causes.OneHot,
            Text = "Attention at {0} looks at a single token: its entropy is {1:0.000} of the largest possible (alarm below {2:0.000}), so the softmax is saturated and passes almost no gradient.",
            Remedies = ["use_scale: True (divide the scores by the root of the head's width)", "layer_norm: True", "a smaller learning_rate"],
        },
        new()
        {
            Name = UniformAttention, Address = "attention/entropy/*", Above = true, Limit = 0.9999, For = 3, From = 3, Severity = AlarmRecord.Note, Cause = Causes.Uniform,
            Text = "Attention at {0} weighs all tokens alike (entropy {1:0.0000} of the largest possible): it averages instead of choosing.",
            Remedies = ["a larger embedding_dim or attention_dim", "fewer attention_layers", "use_scale: False"],
        },
        new()
        {
            Name = IdenticalTokens, Address = "tokens/residual_share/*", Limit = 0.05, From = 1, FirstSiteOnly = true, Cause = Causes.OverSmoothing,
            Text = "The tokens of a row are nearly the same at {0}: what sets them apart is {1:0.000} of their size (alarm below {2:0.000}), so T tokens carry no more than one.",
            Remedies = ["another mixing_type (full mixing, or block transpose)", "fewer blocks (depth)", "trans_type: matrix, so that tokens see different fields", "remedy vicreg_covariance at this site"],
        },
        new()
        {
            Name = MeanDominates, Address = "batch/mean_energy/*", Above = true, Limit = 0.97, From = 1, FirstSiteOnly = true, Cause = Causes.Mean,
            Text = "At {0} the mean over rows holds {1:P1} of the energy: rows hardly differ from one another, and uncentred ranks see only the mean.",
            Remedies = ["a norm after this site (use_layer_norm, norm_placement: paper)", "remedy vicreg_variance at this site", "a smaller learning_rate"],
        },
        new()
        {
            Name = CollapsedTable, Address = "table/entropy_rank_ev/*", Limit = 1.2, From = 1, Needs = ("attainable_rank", 4), Cause = Causes.Embeddings,
            Text = "The embeddings of field {0} lie in {1:0.0} directions (entropy rank on eigenvalues; alarm below {2:0.0}): a wider table is wasted on it.",
            Remedies = ["embedding_sets: several narrow tables instead of a wide one", "a weaker embedding_regularizer", "remedy von_neumann_entropy or singular_value_variance at site embedding"],
        },
        new()
        {
            Name = CollapsedSite, Address = "entropy_rank_ev/*", Quantity = AlarmQuantity.OfBaseline, Limit = 0.12, From = 1, FirstSiteOnly = true, Cause = "collapse",
            Text = "The matrices of rows at {0} have {1:P0} of the entropy rank on eigenvalues that matrices without structure have (alarm below {2:P0}).",
            Remedies = ["full mixing (mixing_type: 999) with gated per-token networks (activation: swiglu)", "norm_placement: paper", "remedy von_neumann_entropy at this site"],
        },
        new()
        {
            Name = Contraction, Address = "entropy_rank_ev/*", Quantity = AlarmQuantity.Slope, Limit = -0.03, FirstSiteOnly = true, WhileLossStalls = true, Cause = "collapse",
            Text = "At {0} the entropy rank on eigenvalues falls by {1:P1} per evaluation (two standard errors allowed for) while the validation loss no longer improves.",
            Remedies = ["stop here: the best weights are kept", "a stronger embedding_regularizer or dropout", "remedy von_neumann_entropy at this site"],
        },
        new()
        {
            Name = ScaleDrift, Address = "tokens/rms/*", Above = true, Limit = 100, From = 1, FirstSiteOnly = true, Cause = Causes.MissingNorm,
            Text = "Numbers at {0} have a root mean square of {1:0} (alarm above {2:0}): without a norm, each module adds to the size of the last.",
            Remedies = ["a norm before or after this site (use_layer_norm, norm_placement: paper)", "a smaller learning_rate"],
        },
        new()
        {
            Name = LowCardinality, Address = "table/attainable_share/*", Limit = 0.3, For = 1, Severity = AlarmRecord.Note, Cause = Causes.Cardinality,
            Text = "Field {0} has so few values that its vectors can span only {1:P0} of their directions, whatever is learned: its rank is low by shape, and it pulls down the rank of what it meets.",
            Remedies = ["cross it with another field", "compare its rank with what its shape allows (information_abundance_ratio), not with the width"],
        },
    ];
}
