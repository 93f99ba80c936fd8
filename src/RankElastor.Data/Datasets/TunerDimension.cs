using System.Globalization;
using RankElastor.Data.Configuration;
using RankElastor.Data.Files;

namespace RankElastor.Data.Datasets;

/// <summary>
/// A key of a declared space with the values it may have: a list of choices, or a range. A range has a coordinate in
/// [0, 1], linear in the value or in its logarithm; drawn numbers have four digits. Whole numbers each own an interval
/// of the coordinate, from a half below to a half above.
/// </summary>
public sealed record TunerDimension
{
    static readonly Key<double?> _from = Key.Real("from", "The least value.").OrNone() with
    { DefaultWords = "must be there", Example = "0.001" };
    static readonly Key<double?> _to = Key.Real("to", "The largest value.").OrNone() with
    { DefaultWords = "must be there", Example = "0.1" };
    static readonly Key<bool> _log = Key.Flag("log", "Whether factors count alike instead of differences.");

    static readonly Key<bool> _whole = Key.Flag("whole", "Whether only whole numbers count.") with
    { DefaultWords = "True where both ends are written as whole numbers", Example = "False" };

    /// <summary>The keys of a range.</summary>
    public static IReadOnlyList<Key> Keys { get; } = [_from, _to, _log, _whole];

    TunerDimension(string key, string where) => (Name, Where) = (key, where);

    /// <summary>The key of the file, dotted inside mappings.</summary>
    public string Name { get; }

    /// <summary>File and key, for messages.</summary>
    public string Where { get; }

    /// <summary>The choices, each once; none for a range.</summary>
    public IReadOnlyList<object?> Choices { get; private init; } = [];

    /// <summary>The least value of a range.</summary>
    public double From { get; private init; }

    /// <summary>The largest value of a range.</summary>
    public double To { get; private init; }

    /// <summary>Whether a range is drawn in its logarithm.</summary>
    public bool IsLog { get; private init; }

    /// <summary>Whether a range holds whole numbers only.</summary>
    public bool IsWhole { get; private init; }

    /// <summary>Whether it is a list of choices.</summary>
    public bool IsChoice => Choices.Count > 0;

    /// <summary>Choices, each once.</summary>
    public static TunerDimension OfChoices(string key, string where, IEnumerable<object?> choices) =>
        new(key, where) { Choices = [.. choices.DistinctBy(Text)] };

    /// <summary>A range.</summary>
    /// <exception cref="InputException">Its ends are the wrong way round, or a logarithm has none.</exception>
    public static TunerDimension OfRange(
        string key, string where, double from, double to, bool isLog = false, bool isWhole = false) =>
        !double.IsFinite(from) || !double.IsFinite(to) || from > to
            ? throw InputException.At(where, $"from {Number(from)} to {Number(to)}", "from <= to")
        : isLog && from <= 0
            ? throw InputException.At(where, $"log from {Number(from)}", "log: True with from > 0")
        : isWhole && (from != Math.Floor(from) || to != Math.Floor(to))
            ? throw InputException.At(where, $"whole from {Number(from)} to {Number(to)}", "whole numbers as ends")
        : new(key, where) { From = from, To = to, IsLog = isLog, IsWhole = isWhole };

    /// <summary>Reads a range of a file.</summary>
    /// <exception cref="InputException">Unknown or missing keys, or ends that fit no range.</exception>
    internal static TunerDimension Read(string key, string where, ConfigSection range)
    {
        string[] known = [.. Keys.Select(own => own.Name)];
        if (range.Keys.FirstOrDefault(found => !known.Contains(found)) is { } unknown)
        {
            throw InputException.At(
                where, $"'{unknown}'", $"a range of {string.Join(", ", known)}{NearMiss.Hint(unknown, known)}");
        }

        var (from, to) = (_from.Read(range), _to.Read(range));
        return from is not { } low || to is not { } high
            ? throw InputException.At(where, $"a range without {(from is null ? "from" : "to")}", "both ends")
            : OfRange(key, where, low, high, _log.Read(range), range.Has(_whole.Name) ? _whole.Read(range)
                : range.Get("from") is long && range.Get("to") is long);
    }

    /// <summary>Whether a mapping is a range rather than a value.</summary>
    internal static bool IsRange(ConfigSection mapping) => mapping.Keys.Any(key => key is "from" or "to");

    /// <summary>The value of a range at a coordinate in [0, 1].</summary>
    public object ValueAt(double coordinate)
    {
        var (low, high) = Ends;
        var value = low + Math.Clamp(coordinate, 0, 1) * (high - low);
        value = IsLog ? Math.Exp(value) : value;
        return IsWhole ? (object)(long)Math.Clamp(Math.Floor(value + 0.5), From, To)
            : Math.Clamp(double.Parse(value.ToString("G4", Invariant), Invariant), From, To);
    }

    /// <summary>The coordinate of a value of a range, those outside at its ends; NaN for what is no number.</summary>
    public double CoordinateOf(object? value)
    {
        var number = value switch { long whole => whole, double real => real, _ => double.NaN };
        var (low, high) = Ends;
        return high == low ? double.IsNaN(number) ? number : 0.5
            : Math.Clamp(((IsLog ? Math.Log(Math.Max(number, double.Epsilon)) : number) - low) / (high - low), 0, 1);
    }

    /// <summary>The place of a value among the choices; −1 where it is none.</summary>
    public int ChoiceOf(object? value) => Choices.Select(Text).ToList().IndexOf(Text(value));

    /// <summary>The ends and choices whose validity stands for all: each choice, or both ends.</summary>
    public IEnumerable<object?> Extremes => IsChoice ? Choices : IsWhole ? [(long)From, (long)To]
        : [From, To];

    /// <summary>A value as pages write it.</summary>
    public static string Text(object? value) => value is ConfigSection section
        ? $"{{{string.Join(", ", section.Flatten().Select(pair => $"{pair.Key}: {pair.Value}"))}}}"
        : KeyText.Of(value);

    /// <summary>The choices, or the range with what it is.</summary>
    public override string ToString() => IsChoice ? string.Join(", ", Choices.Select(Text))
        : $"{Number(From)} to {Number(To)}{(IsLog ? ", log" : "")}{(IsWhole ? ", whole" : "")}";

    (double Low, double High) Ends
    {
        get
        {
            var half = IsWhole && From < To ? 0.5 : 0;
            var (low, high) = (From - half, To + half);
            return IsLog ? (Math.Log(low), Math.Log(high)) : (low, high);
        }
    }

    static CultureInfo Invariant => CultureInfo.InvariantCulture;

    static string Number(double value) => value.ToString(Invariant);
}
