using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace RankElastor.Training.Records;

/// <summary>The likely cause of an alarm: one of those below, or the words of a user's own rule.</summary>
[JsonConverter(typeof(TextJson<Cause>))]
public sealed record Cause : IParsable<Cause>
{
    readonly string _phrase;

    Cause(string phrase, string? subject = null) => (_phrase, Subject) = (phrase, subject);

    public static Cause NoDirections { get; } = new("tensors without directions");
    public static Cause Embeddings { get; } = new("embeddings confined to few directions");
    public static Cause DeadGates { get; } = new("dead gates");
    public static Cause SaturatedGates { get; } = new("saturated gates");
    public static Cause Mean { get; } = new("mean direction dominating");
    public static Cause OverSmoothing { get; } = new("over-smoothing");
    public static Cause Cardinality { get; } = new("low-cardinality field");
    public static Cause OneHotAttention { get; } = new("attention saturated");
    public static Cause UniformAttention { get; } = new("attention uniform");
    public static Cause LearningRate { get; } = new("learning rate too large");
    public static Cause MissingNorm { get; } = new("missing norm");
    public static Cause Collapse { get; } = new("collapse");
    public static Cause Structure { get; } = new("structure or collapse");
    public static Cause UnusedDirections { get; } = new("unused directions of a layer");
    public static Cause HeavyTail { get; } = new("a few directions hold most of the weights");
    public static Cause ForeignRows { get; } = new("a model and rows that do not belong together");
    public static Cause Contraction { get; } = new("contraction by");

    /// <summary>What is to blame: of a contraction the module's site; null for all other causes.</summary>
    public string? Subject { get; }

    /// <summary>The module whose output has lost rank against its input.</summary>
    public static Cause ContractionBy(string site) => new(Contraction._phrase, site);

    /// <summary>Whether two causes are of one kind, whatever their subjects.</summary>
    public bool IsKindOf(Cause other) => _phrase == other._phrase;

    /// <summary>The cause that a text names; any other text is a cause of the user's own.</summary>
    public static Cause Parse(string s, IFormatProvider? provider = null)
    {
        var contraction = Contraction._phrase + " ";
        return s.StartsWith(contraction, StringComparison.Ordinal)
            ? ContractionBy(s[contraction.Length..])
            : new(s);
    }

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, [NotNullWhen(true)] out Cause? result) =>
        (result = s is null ? null : Parse(s, provider)) is not null;

    /// <summary>One short phrase; the same phrase for the same cause always.</summary>
    public override string ToString() => Subject is null ? _phrase : $"{_phrase} {Subject}";
}
