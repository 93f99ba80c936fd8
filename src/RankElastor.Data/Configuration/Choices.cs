using RankElastor.Data.Files;

namespace RankElastor.Data.Configuration;

/// <summary>
/// The one list of a family's cases, each with the words that name it: what is read, and what an error allows.
/// </summary>
public sealed class Choices<T>(Func<T, IReadOnlyList<string>> words, params IReadOnlyList<T> all)
    where T : class
{
    /// <summary>Every case, in the order of the error text.</summary>
    public IReadOnlyList<T> All => all;

    /// <summary>Every word, as an error names them: <c>csv | parquet</c>.</summary>
    public string Allowed => string.Join(" | ", all.SelectMany(words));

    /// <summary>The case that a word names, without regard to case.</summary>
    /// <exception cref="InputException">No case has that word; <paramref name="where"/> opens the message.</exception>
    public T Parse(string where, string word) =>
        all.FirstOrDefault(choice => words(choice).Contains(word, StringComparer.OrdinalIgnoreCase))
        ?? throw InputException.At(where, $"'{word}'", Allowed);

    /// <summary>
    /// A key that names a case; an absent one stands for <paramref name="absent"/>, null for <paramref name="none"/>,
    /// if any.
    /// </summary>
    public Key<T> Key(string name, string meaning, string absent, T? none = null) => Configuration.Key.Own(
        name, meaning, Allowed, Parse(name, absent),
        section => Parse($"{section.Where}: {name}", section.Text(name)!), choice => words(choice)[0]) with
    { OfNull = none };

    /// <summary>
    /// A key that names a case, or a list of cases with at least one; null stands for <paramref name="none"/>, if any.
    /// </summary>
    public Key<IReadOnlyList<T>> KeyOfSeveral(string name, string meaning, string absent, T? none = null)
    {
        T Case(ConfigSection section, object? item) => item is null && none is not null
            ? none : Parse($"{section.Where}: {name}", $"{item}");
        return Configuration.Key.Own<IReadOnlyList<T>>(
            name, meaning, Allowed, [Parse(name, absent)],
            section => section.Get(name) is IReadOnlyList<object?> { Count: > 0 } items
                ? [.. items.Select(item => Case(section, item))]
                : [Parse($"{section.Where}: {name}", section.Text(name)!)],
            choices => string.Join(", ", choices.Select(choice => words(choice)[0]))) with
        { OfNull = none is null ? null : (T[])[none] };
    }
}
