using System.Globalization;
using System.Text.Json;
using RankElastor.Data.Files;

namespace RankElastor.Data.Configuration;

/// <summary>
/// One mapping of a configuration file. It remembers the keys that were read, so that the rest can be named in a
/// warning. Values are <c>null</c>, <c>bool</c>, <c>long</c>, <c>double</c>, <c>string</c>, lists of values, or
/// sections.
/// </summary>
public sealed class ConfigSection(string where, IReadOnlyDictionary<string, object?> values)
{
    readonly HashSet<string> _read = [];

    /// <summary>File (and path inside it) as an error message should name it.</summary>
    public string Where { get; } = where;

    /// <summary>What is odd about the mapping itself, as a key that is there twice, one line each.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>The remarks of the mapping and of those inside it.</summary>
    public IEnumerable<string> AllRemarks => Remarks.Concat(Nested.SelectMany(inner => inner.AllRemarks));

    /// <summary>All keys in file order.</summary>
    public IEnumerable<string> Keys => values.Keys;

    /// <summary>Keys that were asked for so far, there or not: those that readers understand.</summary>
    public IReadOnlyCollection<string> Asked => _read;

    /// <summary>Whether the key is there with a value other than null; does not count as reading it.</summary>
    public bool Has(string key) => values.TryGetValue(key, out var value) && value is not null;

    /// <summary>The raw value, or null.</summary>
    public object? Get(string key)
    {
        _read.Add(key);
        return values.GetValueOrDefault(key);
    }

    /// <summary>A string, or <paramref name="absent"/>.</summary>
    public string? Text(string key, string? absent = null) => Get(key) switch
    {
        null => absent,
        string text => text,
        bool or long or double => Convert.ToString(values[key], CultureInfo.InvariantCulture),
        var other => throw Wrong(key, other, "text"),
    };

    /// <summary>A whole number, or <paramref name="absent"/>.</summary>
    public int Whole(string key, int absent) => Get(key) switch
    {
        null => absent,
        long number when number is >= int.MinValue and <= int.MaxValue => (int)number,
        double number when number == Math.Floor(number) && Math.Abs(number) < int.MaxValue => (int)number,
        var other => throw Wrong(key, other, "a whole number"),
    };

    /// <summary>A number, or <paramref name="absent"/>.</summary>
    public double Number(string key, double absent) => Get(key) switch
    {
        null => absent,
        long number => number,
        double number => number,
        var other => throw Wrong(key, other, "a number"),
    };

    /// <summary>True or false, or <paramref name="absent"/>.</summary>
    public bool Flag(string key, bool absent) => Get(key) switch
    {
        null => absent,
        bool flag => flag,
        var other => throw Wrong(key, other, "True or False"),
    };

    /// <summary>A list of whole numbers, or <paramref name="absent"/>; a single number is a list of one.</summary>
    public IReadOnlyList<int> Wholes(string key, IReadOnlyList<int> absent) => Get(key) switch
    {
        null => absent,
        long number when Fits(number) => [(int)number],
        IReadOnlyList<object?> items when items.All(Fits) => [.. items.Select(item => (int)(long)item!)],
        var other => throw Wrong(key, other, "a list of whole numbers"),
    };

    /// <summary>A list of texts, or empty; a single text is a list of one.</summary>
    public IReadOnlyList<string> Texts(string key) => Get(key) switch
    {
        null => [],
        string text => [text],
        IReadOnlyList<object?> items when items.All(item => item is string) => [.. items.Select(item => (string)item!)],
        var other => throw Wrong(key, other, "a list of texts"),
    };

    /// <summary>A nested mapping, or null.</summary>
    public ConfigSection? Section(string key) => Get(key) switch
    {
        null => null,
        ConfigSection section => section,
        var other => throw Wrong(key, other, "a mapping"),
    };

    /// <summary>A list of mappings, or empty.</summary>
    public IReadOnlyList<ConfigSection> Sections(string key) => Get(key) switch
    {
        null => [],
        IReadOnlyList<object?> items when items.All(item => item is ConfigSection) => [.. items.Cast<ConfigSection>()],
        var other => throw Wrong(key, other, "a list of mappings"),
    };

    /// <summary>One of <paramref name="allowed"/>, compared without case, or <paramref name="absent"/>.</summary>
    public string Choice(string key, string absent, params IReadOnlyList<string> allowed)
    {
        var text = Text(key, absent)!;
        return allowed.FirstOrDefault(choice => choice.Equals(text, StringComparison.OrdinalIgnoreCase))
            ?? throw Wrong(key, text, string.Join(" | ", allowed));
    }

    /// <summary>The error for a value that does not fit: file, key, what was found, what is allowed.</summary>
    public InputException Wrong(string key, object? found, string allowed) =>
        InputException.At($"{Where}: {key}", Describe(found), allowed);

    /// <summary>The same mapping with the other's keys on top (FuxiCTR's Base inheritance).</summary>
    public ConfigSection OverlaidBy(ConfigSection other)
    {
        var merged = new Dictionary<string, object?>();
        foreach (var key in Keys.Concat(other.Keys))
        {
            merged[key] = other.Contains(key) ? other.Raw(key) : Raw(key);
        }

        return new ConfigSection(other.Where, merged) { Remarks = [.. Remarks, .. other.Remarks] };
    }

    /// <summary>The same mapping with a key under its name of today, unless that is there too.</summary>
    public ConfigSection Renamed(string old, string name, Func<object?, object?>? value = null)
    {
        if (!Contains(old) || Contains(name))
        {
            return this;
        }

        var renamed = Keys.ToDictionary(
            key => key == old ? name : key, key => key == old && value is not null ? value(Raw(key)) : Raw(key));
        return new ConfigSection(Where, renamed) { Remarks = Remarks };
    }

    /// <summary>The same mapping with its name behind the place, for messages about an entry of a list.</summary>
    public ConfigSection Named(string name) => new($"{Where}: {name}", values) { Remarks = Remarks };

    /// <summary>Reads a JSON object, as the reference cases have it.</summary>
    public static ConfigSection FromJson(string where, JsonElement element) =>
        new(where, element.EnumerateObject()
            .ToDictionary(pair => pair.Name, pair => Value($"{where}.{pair.Name}", pair.Value)));

    /// <summary>The same as plain dictionaries and lists, for JSON; <see cref="FromJson"/> reads it back.</summary>
    public IReadOnlyDictionary<string, object?> ToJson() =>
        values.ToDictionary(pair => pair.Key, pair => Plain(pair.Value));

    /// <summary>The mappings directly below, those in lists included.</summary>
    public IEnumerable<ConfigSection> Nested => values.Values.SelectMany(value => value switch
    {
        ConfigSection section => [section],
        IReadOnlyList<object?> items => items.OfType<ConfigSection>(),
        _ => [],
    });

    /// <summary>Every leaf as text under its dotted path, for manifests.</summary>
    public IEnumerable<KeyValuePair<string, string>> Flatten() =>
        values.SelectMany(pair => pair.Value is ConfigSection section
            ? section.Flatten().Select(inner => KeyValuePair.Create($"{pair.Key}.{inner.Key}", inner.Value))
            : [KeyValuePair.Create(pair.Key, pair.Value is string text ? text : Describe(pair.Value))]);

    static bool Fits(object? value) => value is long number && number == (int)number;

    bool Contains(string key) => values.ContainsKey(key);

    object? Raw(string key) => values.GetValueOrDefault(key);

    static object? Value(string where, JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => element.TryGetInt64(out var whole) ? (object)whole : element.GetDouble(),
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Array => element.EnumerateArray().Select(item => Value(where, item)).ToList(),
        _ => FromJson(where, element),
    };

    static object? Plain(object? value) => value switch
    {
        ConfigSection section => section.ToJson(),
        IReadOnlyList<object?> items => items.Select(Plain).ToList(),
        _ => value,
    };

    internal static string Describe(object? value) => value switch
    {
        null => "nothing",
        string text => $"'{text}'",
        ConfigSection => "a mapping",
        IReadOnlyList<object?> items => $"[{string.Join(", ", items.Select(Describe))}]",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
