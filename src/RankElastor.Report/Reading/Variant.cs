namespace RankElastor.Report.Reading;

/// <summary>
/// A variant of the rank of a matrix, as a reader meets it. All are at least 1 for a non-zero matrix and at most its number of rows
/// or columns, whichever is smaller.
/// </summary>
sealed record Variant(string Key, string Name, string Formula, string Meaning)
{
    /// <summary>The variant that the distributions show.</summary>
    public const string Primary = "entropy_rank_sv";

    static Variant[] Known { get; } =
    [
        new(Primary, "entropy rank on singular values", "exp(−Σ p ln p), p = σ / Σσ",
            "Share the total strength among the directions, then ask how many equally strong directions would be as evenly shared."),
        new("entropy_rank_ev", "entropy rank on eigenvalues", "exp(−Σ p ln p), p = σ² / Σσ²",
            "The same with squared strengths (energy): weak directions count for less."),
        new("stable_rank", "stable rank", "Σσ² / max σ²",
            "Total energy over the energy of the strongest direction: low as soon as one direction dominates."),
        new("participation_ratio", "participation ratio", "(Σσ²)² / Σσ⁴",
            "How many directions take a real part in the energy."),
    ];

    /// <summary>Whether the measure is one of the variants of the rank rather than some other spectral measure.</summary>
    public bool IsRank => Formula.Length > 0;

    /// <summary>The name for an axis, with its unit.</summary>
    public string Axis => IsRank ? Name + " (directions)" : Name;

    /// <summary>The name at the start of a title.</summary>
    public string Title => char.ToUpperInvariant(Name[0]) + Name[1..];

    /// <summary>The variant with a key; a key that is not known is shown by its own words.</summary>
    public static Variant Of(string key) =>
        Known.FirstOrDefault(variant => variant.Key == key) ?? new Variant(key, key.Replace('_', ' '), "", "");

    /// <summary>Distinct keys: the known variants in their usual order, then the others by name.</summary>
    public static IReadOnlyList<string> Order(IEnumerable<string> keys)
    {
        var present = keys.ToHashSet(StringComparer.Ordinal);
        return [.. Known.Select(variant => variant.Key).Where(present.Remove), .. present.Order(StringComparer.Ordinal)];
    }
}
