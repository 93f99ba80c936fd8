using System.Globalization;
using RankElastor.Training.Probes.Measures;
using RankElastor.Training.Records;

namespace RankElastor.Training.Alarms;

/// <summary>
/// The rule book: every rule once, for runs, inspections, reports, the planted collapses and the table in
/// docs/diagnostics.md. Limits were set from healthy and planted runs; that page has the rates.
/// </summary>
public static class AlarmRules
{
    /// <summary>All rules; causes stand before their consequences.</summary>
    public static IReadOnlyList<AlarmRule> Default { get; } =
    [
        .. TensorRules.OfNothing(), .. OfTraining(),
        .. new[] { OfGates(), OfAttention(), OfTokens(), OfRanks(), OfShapes() }.SelectMany(rules => rules)
            .Select(WhenItCosts),
        .. TensorRules.OfWeights(),
    ];

    /// <summary>The rule of a name in the book; an own rule of a user's is in none.</summary>
    public static AlarmRule Find(RuleName name) => Default.Single(rule => rule.Name == name);

    /// <summary>
    /// For the options of a run: everything that decides which alarms it raises and what happens then.
    /// </summary>
    public static string Describe(IReadOnlyList<AlarmRule> rules) => rules.Count == 0 ? "none"
        : rules.SequenceEqual(Default) ? "default"
        : string.Join("; ", rules.Where(rule => rule.AppliesAt(AlarmLooks.Run)));

    /// <summary>
    /// AUC that must be left on the table before a structure is an alarm. Crosses find a quarter to all of what a
    /// plant of the severity sweeps costs; healthy runs on real rows leave about .001 at their end, and more before.
    /// </summary>
    internal const double Costs = 0.005, EndCosts = 0.002;
    const int TrainedSteps = 200;

    static IFormatProvider Invariant => CultureInfo.InvariantCulture;

    static IEnumerable<AlarmRule> OfTraining() =>
    [
        new()
        {
            Name = RuleName.LearningRate, Address = Address.Every(SubjectKind.Model, HealthMeasures.RelativeStep),
            Above = true, Limit = 0.04, For = 1, From = 1, WhileLossStalls = true, Cost = Costs, EndCost = EndCosts,
            Cause = Cause.LearningRate,
            Text = at => string.Create(
                Invariant,
                $"One step of Adam can move a typical weight by {at.Quantity:P1} of its own size (alarm above "
                + $"{at.Limit:P0}), and the validation loss has stopped improving: training cannot settle."),
            Remedies = ["divide learning_rate by ten or more", "a smaller max_gradient_norm"],
        },
        new()
        {
            Name = RuleName.ExplodingWeights, Address = Address.Every(SubjectKind.Model, HealthMeasures.WeightRms),
            Quantity = AlarmQuantity.OfStart, Above = true, Limit = 4, For = 1, Cost = Costs, EndCost = EndCosts,
            Cause = Cause.LearningRate,
            Text = at => string.Create(
                Invariant,
                $"The dense weights are {at.Quantity:0.0} times as large as at the start (alarm above "
                + $"{at.Limit:0.0}): they are driven, not trained."),
            Remedies = ["divide learning_rate by ten or more", "a net_regularizer"],
        },
        new()
        {
            Name = RuleName.WorseThanConstant, Address = Address.Every(SubjectKind.Model, HealthMeasures.Logloss),
            When = AlarmLooks.Reading,
            Quantity = AlarmQuantity.OfBaseline, Above = true, Limit = 1, Breaks = true, Cause = Cause.ForeignRows,
            Text = at => string.Create(
                Invariant,
                $"The logloss {at.Number:0.0000} of these rows is worse than {at.Number / at.Quantity:0.0000}, "
                + $"that of predicting their click rate for all: do model, data and the numbering of ids (the "
                + $"vocabulary) belong together?"),
            Remedies = ["prepare the data with the options that the checkpoint was trained with"],
        },
    ];

    /// <summary>
    /// A structure is a warning when it costs, and not before the model has trained: before, what is left on the table
    /// says only that training has just begun.
    /// </summary>
    static AlarmRule WhenItCosts(AlarmRule rule) => rule.Severity == AlarmRecord.Note ? rule
        : rule with { Cost = Costs, EndCost = EndCosts, FromStep = TrainedSteps };

    /// <summary>Activations of plain layers; gates of per-token networks end in a number.</summary>
    const string HiddenLayers = "*/gate";

    static IEnumerable<AlarmRule> OfGates() =>
    [
        new()
        {
            Name = RuleName.DeadGate, Address = new(SubjectKind.Gate, HealthMeasures.DeadShare, HiddenLayers),
            Above = true, Limit = 0.5, Cause = Cause.DeadGates,
            Text = at => string.Create(
                Invariant,
                $"{at.Quantity:P0} of the units of {at.Subject} gave zero for every row that was looked at: they "
                + $"pass nothing on and get no gradient."),
            Remedies =
            [
                "a gate that does not die (gelu or silu instead of relu)", "a norm before the gate (use_layer_norm)",
                "batch_norm: True", "a smaller learning_rate",
            ],
        },
        new()
        {
            Name = RuleName.IdleGate, Address = new(SubjectKind.Gate, HealthMeasures.DeadShare, "*/gate?"),
            Above = true, Limit = 0.8, Severity = AlarmRecord.Note, Cause = Cause.DeadGates,
            Text = at => string.Create(
                Invariant,
                $"{at.Quantity:P0} of the units of {at.Subject} gave zero for every row that was looked at."),
            Remedies = ["a smaller expansion_rate or hidden_units: they are paid for and not used"],
        },
        new()
        {
            Name = RuleName.SaturatedGate, Address = new(SubjectKind.Gate, HealthMeasures.SaturatedShare, HiddenLayers),
            Above = true, Limit = 0.5, Cause = Cause.SaturatedGates,
            Text = at => string.Create(
                Invariant,
                $"{at.Quantity:P0} of the units of {at.Subject} gave the same value for every row that was looked "
                + $"at: the gate no longer depends on its input."),
            Remedies =
            [
                "a norm before the gate (use_layer_norm)", "batch_norm: True", "a smaller learning_rate",
                "another gate",
            ],
        },
    ];

    static IEnumerable<AlarmRule> OfAttention() =>
    [
        new()
        {
            Name = RuleName.OneHotAttention, Address = Address.Every(SubjectKind.Attention, HealthMeasures.Entropy),
            Limit = 0.25, From = 1, Cause = Cause.OneHotAttention,
            Text = at => string.Create(
                Invariant,
                $"Attention at {at.Subject} looks at few tokens: its entropy is {at.Quantity:0.000} of the largest "
                + $"possible (alarm below {at.Limit:0.000}); a saturated softmax passes almost no gradient."),
            Remedies =
            [
                "use_scale: True (divide the scores by the root of the head's width)", "layer_norm: True",
                "a smaller learning_rate",
            ],
        },
        new()
        {
            Name = RuleName.UniformAttention, Address = Address.Every(SubjectKind.Attention, HealthMeasures.Entropy),
            Above = true, Limit = 0.9999, For = 3, From = 3,
            Severity = AlarmRecord.Note, Cause = Cause.UniformAttention,
            Text = at => string.Create(
                Invariant,
                $"Attention at {at.Subject} weighs all tokens alike (entropy {at.Quantity:0.0000} of the largest "
                + $"possible): it averages instead of choosing."),
            Remedies = ["a larger embedding_dim or attention_dim", "fewer attention_layers", "use_scale: False"],
        },
    ];

    static IEnumerable<AlarmRule> OfTokens() =>
    [
        new()
        {
            Name = RuleName.IdenticalTokens, Address = Address.Every(SubjectKind.Tokens, HealthMeasures.ResidualShare),
            Limit = 0.05, From = 1, FirstSiteOnly = true, Severity = AlarmRecord.Note, Cause = Cause.OverSmoothing,
            Text = at => string.Create(
                Invariant,
                $"The tokens of a row are nearly the same at {at.Subject}: what sets them apart is "
                + $"{at.Quantity:0.000} of their size (alarm below {at.Limit:0.000}), so T tokens carry no more "
                + $"than one."),
            Remedies =
            [
                "another mixing_type (full mixing, or block transpose)", "fewer blocks (depth)",
                "trans_type: matrix, so that tokens see different fields", "remedy vicreg_covariance at this site",
            ],
        },
        new()
        {
            Name = RuleName.MeanDominates, Address = Address.Every(SubjectKind.Batch, HealthMeasures.MeanEnergy),
            Above = true, Limit = 0.995, From = 1, FirstSiteOnly = true, Cause = Cause.Mean,
            Text = at => string.Create(
                Invariant,
                $"At {at.Subject} the mean over rows holds {at.Quantity:P1} of the energy: rows hardly differ "
                + $"from one another, and uncentred ranks see only the mean."),
            Remedies =
            [
                "a norm after this site (use_layer_norm, norm_placement: paper)", "remedy vicreg_variance at this site",
                "a smaller learning_rate",
            ],
        },
    ];

    static IEnumerable<AlarmRule> OfRanks() =>
    [
        new()
        {
            Name = RuleName.CollapsedTable, Address = Address.Every(SubjectKind.Table, SpectrumMeasures.BaselineRatio),
            Limit = 0.6, From = 1, Needs = new(HealthMeasures.AttainableRank, Least: 4),
            Cause = Cause.Embeddings,
            Text = at => string.Create(
                Invariant,
                $"The embeddings of field {at.Subject} have {at.Quantity:P0} of the entropy rank on eigenvalues that "
                + $"vectors without structure have (alarm below {at.Limit:P0}), and crosses with it find AUC that the "
                + $"model leaves: a field that only acts by itself would leave none."),
            Remedies =
            [
                "batch_norm: True (an MLP without it learns along one direction of its embeddings)",
                "embedding_sets: several narrow tables instead of a wide one", "a weaker embedding_regularizer",
                "remedy von_neumann_entropy or singular_value_variance at site embedding",
            ],
        },
        new()
        {
            Name = RuleName.CollapsedSite, Address = Address.Every(SubjectKind.Rows, SpectrumMeasures.EntropyRankEv),
            Quantity = AlarmQuantity.OfBaseline, Limit = 0.12, From = 1, FirstSiteOnly = true,
            Severity = AlarmRecord.Note, Cause = Cause.Collapse,
            Text = at => string.Create(
                Invariant,
                $"The matrices of rows at {at.Subject} have {at.Quantity:P0} of the entropy rank on eigenvalues "
                + $"that matrices without structure have (alarm below {at.Limit:P0})."),
            Remedies =
            [
                "full mixing (mixing_type: 999) with gated per-token networks (activation: swiglu)",
                "norm_placement: paper", "remedy von_neumann_entropy at this site",
            ],
        },
        new()
        {
            Name = RuleName.Contraction, Address = Address.Every(SubjectKind.Rows, SpectrumMeasures.EntropyRankEv),
            Quantity = AlarmQuantity.Slope, Limit = -0.03, FirstSiteOnly = true, WhileLossStalls = true,
            Severity = AlarmRecord.Note, Cause = Cause.Collapse,
            Text = at => string.Create(
                Invariant,
                $"At {at.Subject} the entropy rank on eigenvalues falls by {at.Quantity:P1} per evaluation (two "
                + $"standard errors allowed for) while the validation loss no longer improves."),
            Remedies =
            [
                "stop here: the best weights are kept", "a stronger embedding_regularizer or dropout",
                "remedy von_neumann_entropy at this site",
            ],
        },
    ];

    static IEnumerable<AlarmRule> OfShapes() =>
    [
        new()
        {
            Name = RuleName.ScaleDrift, Address = Address.Every(SubjectKind.Tokens, HealthMeasures.Rms),
            Above = true, Limit = 100, From = 1, FirstSiteOnly = true, Severity = AlarmRecord.Note,
            Cause = Cause.MissingNorm,
            Text = at => string.Create(
                Invariant,
                $"Numbers at {at.Subject} have a root mean square of {at.Quantity:0} (alarm above {at.Limit:0}): "
                + $"without a norm, each module adds to the size of the last."),
            Remedies =
            [
                "a norm before or after this site (use_layer_norm, norm_placement: paper)", "batch_norm: True",
                "a smaller learning_rate",
            ],
        },
        new()
        {
            Name = RuleName.LowCardinality, Address = Address.Every(SubjectKind.Table, HealthMeasures.AttainableShare),
            Limit = 0.3, For = 1, Needs = new(HealthMeasures.AttainableRank, Least: 2), // one value is told as constant
            Severity = AlarmRecord.Note, Cause = Cause.Cardinality,
            Text = at => string.Create(
                Invariant,
                $"Field {at.Subject} has so few values that its vectors can span only {at.Quantity:P0} of their "
                + $"directions, whatever is learned: its rank is low by shape, and it pulls down the rank of what "
                + $"it meets."),
            Remedies =
            [
                "cross it with another field",
                "compare its rank with what its shape allows (information_abundance_ratio), not with the width",
            ],
        },
        new()
        {
            Name = RuleName.UnderBaseline, Address = Address.Every(SubjectKind.Rows, SpectrumMeasures.EntropyRankEv),
            When = AlarmLooks.Reading,
            Quantity = AlarmQuantity.OfBaseline, Limit = 0.5, Severity = AlarmRecord.Note, Cause = Cause.Structure,
            Text = at => string.Create(
                Invariant,
                $"A row's matrix at {at.Subject} spreads over {at.Number:0.00} directions (entropy_rank_ev), "
                + $"{at.Quantity:P0} of what a matrix of its shape without structure has. Learned structure lowers "
                + $"it too: whether it hurts, the loss and a comparison with the initial weights say."),
            Remedies = ["compare with the initial weights and another seed (--against)"],
        },
    ];
}
