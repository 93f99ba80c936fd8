using System.Globalization;
using System.Numerics;
using RankElastor.Data.Files;

namespace RankElastor.Data.Configuration;

/// <summary>The kinds of key.</summary>
public abstract partial record Key
{
    /// <summary>
    /// The largest width of a layer, an embedding or a token that a file may ask for: far above any in use, and small
    /// enough that a product of two stays a number of 64 bits.
    /// </summary>
    public const int MostWidth = 1 << 20;

    /// <summary>The most layers, experts or steps of a fixed-point iteration.</summary>
    public const int MostLayers = 1000;

    /// <summary>A whole number within the limits, or a word that stands for one.</summary>
    public static Key<int> Whole(
        string name, string meaning, int absent = 0, int? least = null, int? most = null,
        params (string Word, int Value)[] words) =>
        Number(name, meaning, absent, least, most: most, words: words);

    /// <summary>
    /// A number within the limits; <paramref name="above"/> and <paramref name="below"/> exclude theirs. Infinity is
    /// refused unless <paramref name="canBeInfinite"/>.
    /// </summary>
    public static Key<double> Real(
        string name, string meaning, double absent = 0, double? least = null, double? above = null, double? most = null,
        double? below = null, bool canBeInfinite = false)
    {
        var key = Number(name, meaning, absent, least, above, most, below);
        var fits = key.Fits;
        var isBounded = most is not null || below is not null;
        return canBeInfinite ? key : key with
        {
            Allowed = isBounded ? key.Allowed : key.Allowed.Replace("a number", "a finite number"),
            Fits = value => fits(value) && double.IsFinite(value),
        };
    }

    /// <summary>The same for any type of number.</summary>
    public static Key<T> Number<T>(
        string name, string meaning, T absent = default, T? least = null, T? above = null, T? most = null,
        T? below = null, params (string Word, T Value)[] words)
        where T : struct, INumber<T>
    {
        string[] allowed = [.. words.Select(pair => pair.Word), Range(least, above, most, below)];
        return new(name, meaning, string.Join(" | ", allowed))
        {
            Default = absent,
            Convert = found => found is string text ? ValueOf(words, text)
                : NumberOf<T>(found) is T number && InRange(number)
                ? number // what a word stands for is written as the word
                : null,
            Fits = value => InRange(value) || words.Any(pair => pair.Value == value),
            Format = value => InRange(value) ? KeyText.Of(value) : WordOf(words, value),
        };

        bool InRange(T value) => (least is not { } low || value >= low) && (above is not { } outside || value > outside)
            && (most is not { } high || value <= high) && (below is not { } beyond || value < beyond);
    }

    /// <summary>True or False.</summary>
    public static Key<bool> Flag(string name, string meaning, bool absent = false) =>
        new(name, meaning, "True or False") { Default = absent };

    /// <summary>A share above 0, as 0.01 or 1%; none stands for infinity.</summary>
    public static Key<double> Share(string name, string meaning) =>
        new(name, meaning, "a share above 0 and at most 1, as 0.01 or 1%, or none")
        {
            Convert = found => found is not string text ? NumberOf<double>(found)
                : Same("none", text) ? double.PositiveInfinity
                : double.TryParse(text.TrimEnd('%', ' '), CultureInfo.InvariantCulture, out var number)
                ? number / (text.EndsWith('%') ? 100 : 1)
                : null,
            Fits = share => share is > 0 and (<= 1 or double.PositiveInfinity),
            Format = share => double.IsPositiveInfinity(share) ? "none" : KeyText.Of(share),
        };

    /// <summary>A text.</summary>
    public static Key<string> Text(string name, string meaning, string absent = "") =>
        new(name, meaning, "text") { Default = absent, Convert = TextFrom };

    /// <summary>A text, or null where the key is absent.</summary>
    public static Key<string?> OptionalText(string name, string meaning) =>
        new(name, meaning, "text") { Convert = TextFrom };

    /// <summary>One of some words, in any case; the first word of a value is the one that records write.</summary>
    public static Key<T> Word<T>(string name, string meaning, params (string Word, T Value)[] words) =>
        new(name, meaning, string.Join(" | ", words.Select(pair => pair.Word)))
        {
            Default = words[0].Value,
            Convert = found => ValueOf(words, TextFrom(found)),
            Format = value => WordOf(words, value),
        };

    /// <summary>A list of such words; a single word is a list of one.</summary>
    public static Key<IReadOnlyList<T>> Words<T>(string name, string meaning, params (string Word, T Value)[] words) =>
        new(name, meaning, $"{string.Join(" | ", words.Select(pair => pair.Word))}, or a list")
        {
            Default = [],
            Convert = found =>
            {
                var items = found as IReadOnlyList<object?> ?? [found];
                T[] values =
                    [.. items.Select(item => item is null ? null : ValueOf(words, TextFrom(item))).OfType<T>()];
                return values.Length == items.Count && values.Length > 0 ? values : null;
            },
            Format = values => string.Join(", ", values.Select(value => WordOf(words, value))),
        };

    /// <summary>The name of a member of an enumeration, in any case.</summary>
    public static Key<T> Word<T>(string name, string meaning) where T : struct, Enum =>
        Word(name, meaning, [.. Enum.GetValues<T>().Select(value => (value.ToString().ToLowerInvariant(), value))]);

    /// <summary>A list of whole numbers within the limits; a single number is a list of one.</summary>
    public static Key<IReadOnlyList<int>> Wholes(
        string name, string meaning, IReadOnlyList<int>? absent = null, int least = 1, int? most = null,
        bool canBeEmpty = true, bool nullIsEmpty = false) =>
        new(name, meaning, (canBeEmpty ? "a list; each " : "one or more; each ") + Range(least, null, most, null))
        {
            Default = absent ?? [],
            OfNull = nullIsEmpty ? Array.Empty<int>() : null,
            Convert = found =>
            {
                var items = found as IReadOnlyList<object?> ?? [found];
                int[] numbers = [.. items.Select(item => item is null ? null : NumberOf<int>(item)).OfType<int>()];
                return numbers.Length == items.Count ? numbers : null;
            },
            Fits = values => (canBeEmpty || values.Count > 0) && values.All(value => value >= least && !(value > most)),
        };

    /// <summary>A list of numbers, at least one, each >= least and below a limit; a single number is a list of one.
    /// </summary>
    public static Key<IReadOnlyList<double>> Reals(
        string name, string meaning, double absent, double least, double below) =>
        new(name, meaning, "one or more; each " + Range<double>(least, null, null, below))
        {
            Default = [absent],
            Convert = found => ListOf<double>(
                (found as IReadOnlyList<object?> ?? [found]).Select(
                    item => item is null ? null : NumberOf<double>(item)).ToList()),
            Fits = values => values.Count > 0 && values.All(value => value >= least && value < below),
            Format = values => values.Count == 1 ? KeyText.Of(values[0]) : KeyText.Of(values),
        };

    /// <summary>A list of texts; a single text is a list of one.</summary>
    public static Key<IReadOnlyList<string>> Texts(string name, string meaning, params string[] absent) =>
        new(name, meaning, "a list of texts")
        {
            Default = absent,
            Convert = found => ListOf<string>(found is string text ? (object[])[text] : found),
        };

    /// <summary>A mapping with keys of its own, which <see cref="KeyForms.In"/> reads.</summary>
    public static Key<ConfigSection?> Mapping(string name, string meaning, params IEnumerable<Key> inner) =>
        new(name, meaning, "a mapping") { Inner = [.. inner], DefaultWords = "none" };

    /// <summary>A list of mappings with keys of their own.</summary>
    public static Key<IReadOnlyList<ConfigSection>> Mappings(
        string name, string meaning, params IEnumerable<Key> inner) =>
        new(name, meaning, "a list of mappings")
        {
            Default = [],
            Inner = [.. inner],
            DefaultWords = "none",
            Convert = ListOf<ConfigSection>,
        };

    /// <summary>A key with a form of its own, which <paramref name="reader"/> reads where it is there.</summary>
    public static Key<T> Own<T>(
        string name, string meaning, string allowed, T absent, Func<ConfigSection, T> reader,
        Func<T, string>? format = null, Func<T, bool>? fits = null) =>
        new(name, meaning, allowed)
        {
            Default = absent,
            Reader = reader,
            Format = format ?? (value => KeyText.Of(value)),
            Fits = fits ?? (_ => true),
        };

    /// <summary>A key of FuxiCTR that is understood and changes nothing here.</summary>
    public static Key<object?> Foreign(string name, string meaning) =>
        new(name, meaning, "anything") { DefaultWords = "none" };

    /// <summary>A key of FuxiCTR that changes something there and cannot be served here: refused.</summary>
    public static Key<object?> Unsupported(string name) => new(name, "Not supported yet: refused.", "no such key")
    {
        DefaultWords = "none",
        Reader = section => throw new InputException($"{section.Where}: {name} is not supported yet; remove the key"),
    };

    static object? NumberOf<T>(object found) where T : struct, INumber<T>
    {
        try
        {
            return found switch
            {
                long whole => T.CreateChecked(whole),
                double real => T.CreateChecked(real) is var value && real == double.CreateChecked(value) ? value : null,
                _ => null,
            };
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    static string? TextFrom(object found) => found switch
    {
        string text => text,
        bool or long or double => Convert.ToString(found, CultureInfo.InvariantCulture),
        _ => null,
    };

    static object? ListOf<T>(object found) =>
        found is IReadOnlyList<object?> items && items.All(item => item is T) ? (T[])[.. items.Cast<T>()] : null;

    static object? ValueOf<T>((string Word, T Value)[] words, string? text) =>
        words.Where(pair => Same(pair.Word, text)).Select(pair => (object?)pair.Value).FirstOrDefault();

    static string WordOf<T>((string Word, T Value)[] words, T value) =>
        words.Where(pair => Equals(pair.Value, value)).Select(pair => pair.Word).FirstOrDefault(KeyText.Of(value));

    static bool Same(string word, string? text) => word.Equals(text, StringComparison.OrdinalIgnoreCase);

    static string Range<T>(T? least, T? above, T? most, T? below) where T : struct, INumber<T>
    {
        var kind = default(T) is double ? "a number" : "a whole number";
        if (least is { } low && most is { } high)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{kind} from {low} to {high}");
        }

        (string Sign, T? Limit)[] limits = [(">=", least), (">", above), ("<=", most), ("<", below)];
        var conditions = limits.Where(pair => pair.Limit is not null)
            .Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Sign} {pair.Limit}"));
        return string.Join(" ", [kind, string.Join(" and ", conditions)]).TrimEnd();
    }
}

/// <summary>Keys made of keys.</summary>
public static class KeyForms
{
    /// <summary>The mapping; one without keys where it is absent.</summary>
    public static ConfigSection In(this Key<ConfigSection?> key, ConfigSection section) =>
        key.Read(section) ?? new ConfigSection($"{section.Where}: {key.Name}", new Dictionary<string, object?>());

    /// <summary>The value, or null where null is written; an absent key stands for its default.</summary>
    public static T? OrNull<T>(this Key<T> key, ConfigSection section) where T : struct =>
        section.Keys.Contains(key.Name) && section.Get(key.Name) is null ? null : key.Read(section);

    /// <summary>The same key, of which a null that is written stands for <paramref name="none"/>.</summary>
    public static Key<T> NullIs<T>(this Key<T> key, T none) where T : notnull => key with { OfNull = none };

    /// <summary>The same key with null where it is absent.</summary>
    public static Key<T?> OrNone<T>(this Key<T> key) where T : struct => new(key.Name, key.Meaning, key.Allowed)
    {
        Convert = key.Convert,
        Fits = value => value is not { } given || key.Fits(given),
        Format = value => value is { } given ? key.Format(given) : "null",
        Example = key.Example,
        DefaultWords = key.DefaultWords,
        Steers = key.Steers,
    };
}
