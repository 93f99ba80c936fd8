using System.Globalization;
using RankElastor.Training.Probes.Measures;
using RankElastor.Training.Records;

namespace RankElastor.Training.Alarms;

/// <summary>The rules of the book that look at a tensor by itself: tables and weights.</summary>
static class TensorRules
{
    /// <summary>Tensors of one direction or none: exactly so in float32, which training does not reach.</summary>
    public static IEnumerable<AlarmRule> OfNothing() =>
    [
        Nothing("zero-table", SubjectKind.Table, "embeddings of field", new(HealthMeasures.AttainableRank, Least: 1))
        with
        { Limit = 1, When = AlarmLooks.Run },
        Nothing("flat-table", SubjectKind.Table, "embeddings of field", new(HealthMeasures.AttainableRank, Least: 4)),
        Nothing("flat-weight", SubjectKind.Weight, "weights", new(InspectionMeasures.NumericalRankShare, Most: 0.25)),
    ];

    static AlarmRule Nothing(string name, SubjectKind kind, string what, AlarmNeed wide) => new()
    {
        Name = RuleName.Parse(name),
        Address = Address.Every(kind, SpectrumMeasures.NumericalRank),
        Limit = 2,
        When = AlarmLooks.Reading,
        Needs = wide,
        Breaks = true,
        Cause = Cause.NoDirections,
        Text = at => at.Quantity < 1
            ? $"The {what} {at.Subject} are all zero: nothing passes, and nothing is learnt."
            : $"The {what} {at.Subject} have one direction exactly: every row is a multiple of one.",
        Remedies = ["weights from before (another checkpoint, the run again)", "another initialisation"],
    };

    public static IEnumerable<AlarmRule> OfWeights() =>
    [
        new()
        {
            Name = RuleName.RankDeficientWeight,
            Address = Address.Every(SubjectKind.Weight, InspectionMeasures.NumericalRankShare),
            When = AlarmLooks.Reading, Limit = 0.95, EndCost = AlarmRules.EndCosts, Cause = Cause.UnusedDirections,
            Text = at => string.Create(
                CultureInfo.InvariantCulture,
                $"The weights {at.Subject} have {at.Quantity:P0} of the directions that their shape allows above "
                + $"rounding: the layer passes nothing along the others."),
            Remedies = ["a weaker net_regularizer", "a narrower layer"],
        },
        new()
        {
            Name = RuleName.HeavyTailedWeight, Address = Address.Every(SubjectKind.Weight, HealthMeasures.TailAlpha),
            When = AlarmLooks.Reading,
            Limit = 2, Needs = new(HealthMeasures.TailFit, Most: 0.1), // both are WeightWatcher's limits
            Severity = AlarmRecord.Note, Cause = Cause.HeavyTail,
            Text = at => string.Create(
                CultureInfo.InvariantCulture,
                $"The spectrum of {at.Subject} has a heavy tail (tail_alpha {at.Quantity:0.00}): a few directions "
                + $"hold most of it, which is often a sign of fitting single rows."),
            Remedies = ["a stronger net_regularizer or dropout", "compare training and validation loss"],
        },
    ];
}
