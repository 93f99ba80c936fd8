namespace RankElastor.Data.Configuration;

/// <summary>
/// A case with options (a mixing, a tokenizer): how they are read from its section, and the words that name it.
/// </summary>
public sealed record Variant<T>(Func<ConfigSection, T> Read, params IReadOnlyList<string> Words)
{
    /// <summary>The keys of its options.</summary>
    public IReadOnlyList<Key> Keys { get; init; } = [];
}
