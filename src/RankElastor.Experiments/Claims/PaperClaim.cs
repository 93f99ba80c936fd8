using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace RankElastor.Experiments.Claims;

/// <summary>
/// A checkable sentence as it stands before it is run: what is said and where, how it is read, what is measured, and
/// the rule that decides. Its negative control is a false twin, measured the same way, that the rule must refute.
/// </summary>
sealed record PaperClaim
{
    /// <summary>Short and stable, <c>P03</c> for instance.</summary>
    public required string Id { get; init; }

    /// <summary>The sentence, word by word; empty where it is derived here.</summary>
    public required string Quote { get; init; }

    /// <summary>Where it stands.</summary>
    public required string Place { get; init; }

    /// <summary>How it is read: what is checked, in one sentence.</summary>
    public required string Reading { get; init; }

    /// <summary>What it speaks of; tried on something else it is not seen there, and not refuted.</summary>
    public string Scope { get; init; } = "stated in general";

    /// <summary>What it is tried on, where that is not what it speaks of; else empty.</summary>
    public string TriedOn { get; init; } = "";

    /// <summary>How it is measured.</summary>
    public required string Procedure { get; init; }

    /// <summary>What the value of a seed is.</summary>
    public required string Value { get; init; }

    /// <summary>Where the value must lie.</summary>
    public required ClaimRule Rule { get; init; }

    /// <summary>What an independent computation gave for the mean, and how far off is still the same.</summary>
    public (double Value, double Tolerance)? Expected { get; init; }

    /// <summary>The value of a seed.</summary>
    public required Func<ClaimSeed, double> Measure { get; init; }

    /// <summary>What the false twin says.</summary>
    public required string Control { get; init; }

    /// <summary>The value of the false twin.</summary>
    public required Func<ClaimSeed, double> MeasureControl { get; init; }

    /// <summary>What is true in its place, or what follows; empty for nothing.</summary>
    public string Comment { get; init; } = "";

    /// <summary>Something small enough to check by hand; null for nothing.</summary>
    public Func<string>? Example { get; init; }

    /// <summary>All that decides, as JSON with keys in alphabetical order; nothing that a run finds out.</summary>
    public string Json(int firstSeed, int seeds) => JsonSerializer.Serialize(new SortedDictionary<string, object>(
        StringComparer.Ordinal)
    {
        ["control"] = Control,
        ["each"] = Rule.OfEach,
        ["expected"] = Expected is { } known ? $"{known.Value:R} +- {known.Tolerance:R}" : "",
        ["high"] = $"{Rule.High:R}",
        ["id"] = Id,
        ["low"] = $"{Rule.Low:R}",
        ["margin"] = $"{Rule.Margin:R}",
        ["place"] = Place,
        ["procedure"] = Procedure,
        ["quote"] = Quote,
        ["reading"] = Reading,
        ["scope"] = Scope,
        ["seeds"] = $"{firstSeed} to {firstSeed + seeds - 1}",
        ["tried_on"] = TriedOn,
        ["value"] = Value,
    }, _plain);

    /// <summary>SHA-256 of <see cref="Json"/>, in hexadecimal.</summary>
    public string Hash(int firstSeed, int seeds) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Json(firstSeed, seeds))));

    static readonly JsonSerializerOptions _plain =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
