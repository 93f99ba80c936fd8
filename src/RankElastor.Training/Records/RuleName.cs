using System.Text.Json.Serialization;

namespace RankElastor.Training.Records;

/// <summary>The name of a rule of alarms: one of those below, or that of a rule of the user's own.</summary>
[JsonConverter(typeof(TextJson<RuleName>))]
public readonly record struct RuleName : IParsable<RuleName>
{
    readonly string _text;

    RuleName(string text) => _text = text;

    public static RuleName LearningRate { get; } = new("learning-rate");
    public static RuleName ExplodingWeights { get; } = new("exploding-weights");
    public static RuleName DeadGate { get; } = new("dead-gate");
    public static RuleName IdleGate { get; } = new("idle-gate");
    public static RuleName SaturatedGate { get; } = new("saturated-gate");
    public static RuleName OneHotAttention { get; } = new("attention-one-hot");
    public static RuleName UniformAttention { get; } = new("attention-uniform");
    public static RuleName IdenticalTokens { get; } = new("identical-tokens");
    public static RuleName MeanDominates { get; } = new("mean-dominates");
    public static RuleName CollapsedTable { get; } = new("collapsed-table");
    public static RuleName CollapsedSite { get; } = new("collapsed-site");
    public static RuleName Contraction { get; } = new("contraction");
    public static RuleName ScaleDrift { get; } = new("scale-drift");
    public static RuleName LowCardinality { get; } = new("low-cardinality");
    public static RuleName UnderBaseline { get; } = new("under-baseline");
    public static RuleName RankDeficientWeight { get; } = new("rank-deficient-weight");
    public static RuleName HeavyTailedWeight { get; } = new("heavy-tailed-weight");
    public static RuleName WorseThanConstant { get; } = new("worse-than-constant");

    /// <summary>The name that a text is.</summary>
    public static RuleName Parse(string s, IFormatProvider? provider = null) => new(s);

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out RuleName result)
    {
        result = new(s ?? "");
        return s is not null;
    }

    /// <summary>As logs and configurations write it.</summary>
    public override string ToString() => _text;
}
