namespace RankElastor.Data.Configuration;

/// <summary>
/// Groups of names in a configuration file: a name, a list of names and lists of names, or Python's words for a tuple,
/// <c>("item_id", "cate_id")</c>.
/// </summary>
public static class NameGroups
{
    /// <summary>A key for such groups; absent it stands for one group.</summary>
    public static Key<IReadOnlyList<IReadOnlyList<string>>> Key(
        string name, string meaning, params IReadOnlyList<string> absent) =>
        new(name, meaning, "a list; each a name or a list of names")
        {
            Default = absent.Count > 0 ? [absent] : [],
            OfNull = Array.Empty<IReadOnlyList<string>>(),
            Convert = Groups,
            Format = groups => $"[{string.Join(", ", groups.Select(group => $"[{string.Join(", ", group)}]"))}]",
        };

    static IReadOnlyList<string>[]? Groups(object found) => found switch
    {
        string text => [Names(text)],
        IReadOnlyList<object?> items when items.All(IsGroup) =>
        [
            .. items.Select(item => item is string text
                ? Names(text) : [.. ((IReadOnlyList<object?>)item!).Cast<string>()]),
        ],
        _ => null,
    };

    static bool IsGroup(object? item) =>
        item is string || (item is IReadOnlyList<object?> { Count: > 0 } names && names.All(name => name is string));

    static IReadOnlyList<string> Names(string text) =>
    [
        .. text.Trim('(', ')', '[', ']').Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(name => name.Trim(' ', '"', '\'')),
    ];
}
