using System.Diagnostics.CodeAnalysis;
using System.IO.Enumeration;

namespace RankElastor.Training.Records;

/// <summary>
/// <c>stable_rank/block1/ffn</c> is of rows' matrices, <c>gate/dead_share/block1/ffn/gate1</c> of another kind. One
/// with a <c>*</c> names all that fit it, one with <c>?</c> any letter there.
/// </summary>
/// <param name="Kind">What the measure is of.</param>
/// <param name="Measure">The measure's name.</param>
/// <param name="Subject">The site, field or parameter; <c>model</c> for the whole.</param>
public readonly record struct Address(SubjectKind Kind, string Measure, string Subject) : IParsable<Address>
{
    static readonly Dictionary<string, SubjectKind> _kinds =
        Enum.GetValues<SubjectKind>().Where(kind => kind != SubjectKind.Rows).ToDictionary(Word);

    /// <summary>A kind as addresses write it.</summary>
    public static string Word(SubjectKind kind) => kind.ToString().ToLowerInvariant();

    /// <summary>Every subject of a measure.</summary>
    public static Address Every(SubjectKind kind, string measure) => new(kind, measure, "*");

    /// <summary>Whether this address, as a pattern, names another one.</summary>
    public bool Names(Address other)
    {
        if (Subject == "*")
        {
            return Kind == other.Kind && Measure == other.Measure;
        }

        var pattern = ToString();
        return pattern.Contains('*') ? FileSystemName.MatchesSimpleExpression(pattern, other.ToString(), false)
            : this == other;
    }

    /// <summary>The address of a text.</summary>
    /// <exception cref="FormatException">It has no slash.</exception>
    public static Address Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var address)
            ? address
            : throw new FormatException($"'{s}' is no measure/site or kind/measure/subject.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Address result)
    {
        var parts = s?.Split('/', 2) ?? [];
        if (parts is [var kind, var rest] && _kinds.TryGetValue(kind, out var known))
        {
            var health = rest.Split('/', 2);
            result = new(known, health[0], health.Length > 1 ? health[1] : "");
            return health.Length > 1 || rest.EndsWith('*');
        }

        result = parts is [var measure, var site] ? new(SubjectKind.Rows, measure, site) : default;
        return parts.Length == 2;
    }

    /// <summary>As logs and configurations write it.</summary>
    public override string ToString() =>
        (Kind == SubjectKind.Rows ? "" : Word(Kind) + "/") + Measure + (Subject.Length > 0 ? "/" + Subject : "");
}
