using System.Globalization;
using System.Text.Json.Serialization;
using RankElastor.Data.Configuration;

namespace RankElastor.Data.Encoders.Values;

/// <summary>The functions that FuxiCTR's configurations name under preprocess.</summary>
public enum PreprocessFunction
{
    /// <summary>Another column, as it is.</summary>
    CopyFrom,

    /// <summary>Criteo: x above 2 becomes floor(ln(x)²), other x lose their fraction.</summary>
    ConvertToBucket,

    /// <summary>Avazu: the hour of a YYMMDDHH value, 0 … 23.</summary>
    ConvertHour,

    /// <summary>Avazu: the ISO weekday of a YYMMDDHH value modulo 7, so 0 is Sunday.</summary>
    ConvertWeekday,

    /// <summary>Avazu: 1 on Saturday and Sunday, else 0.</summary>
    ConvertWeekend,
}

/// <summary>
/// A function over raw values, and the column it reads: its argument, else <c>hour</c> for the three Avazu functions,
/// else the field's own. Functions always see the values of the file, so the order of declaration does not matter.
/// </summary>
public sealed record Preprocessing(PreprocessFunction Function, string? Argument)
{
    static readonly Dictionary<string, PreprocessFunction> _functions = new()
    {
        ["copy_from"] = PreprocessFunction.CopyFrom,
        ["convert_to_bucket"] = PreprocessFunction.ConvertToBucket,
        ["convert_hour"] = PreprocessFunction.ConvertHour,
        ["convert_weekday"] = PreprocessFunction.ConvertWeekday,
        ["convert_weekend"] = PreprocessFunction.ConvertWeekend,
    };

    /// <summary>Whether values become whole numbers; copy_from leaves them alone.</summary>
    [JsonIgnore]
    public bool Converts => Function != PreprocessFunction.CopyFrom;

    /// <summary>The column to read for a field.</summary>
    public string Column(string fieldName) => Argument ?? Function switch
    {
        PreprocessFunction.ConvertHour or PreprocessFunction.ConvertWeekday or PreprocessFunction.ConvertWeekend =>
            "hour",
        _ => fieldName,
    };

    /// <summary>The converted value, or null where the raw one does not fit <see cref="Allowed"/>.</summary>
    public long? Convert(ReadOnlySpan<byte> raw)
    {
        if (Function == PreprocessFunction.ConvertToBucket)
        {
            return !TokenForm.TryReal(raw, out var x) || Math.Abs(x) >= 1e15 ? null
                : x > 2 ? (long)Math.Floor(Math.Pow(Math.Log(x), 2)) : (long)x;
        }

        if (!TokenForm.TryReal(raw, out var stamp) || stamp != Math.Floor(stamp) || stamp is < 0 or > 99123123)
        {
            return null;
        }

        var (day, hour) = Math.DivRem((int)stamp, 100);
        var digits = (20_000_000 + day).ToString(CultureInfo.InvariantCulture);
        return hour > 23 ? null
            : Function == PreprocessFunction.ConvertHour ? hour
            : DateOnly.TryParseExact(digits, "yyyyMMdd", CultureInfo.InvariantCulture, 0, out var date)
            ? Weekday((int)date.DayOfWeek)
            : null;
    }

    /// <summary>What <see cref="Convert"/> accepts, for messages.</summary>
    [JsonIgnore]
    public string Allowed => Function == PreprocessFunction.ConvertToBucket ? "a number" : "an hour as YYMMDDHH";

    long Weekday(int sundayIsZero) =>
        Function == PreprocessFunction.ConvertWeekday ? sundayIsZero : sundayIsZero is 0 or 6 ? 1 : 0;

    /// <summary>Reads <c>fn</c> or <c>fn(argument)</c> from the key preprocess; null when it is absent.</summary>
    public static Preprocessing? Parse(ConfigSection section)
    {
        if (section.Text("preprocess") is not { Length: > 0 } text)
        {
            return null;
        }

        var open = text.IndexOf('(', StringComparison.Ordinal);
        var name = open < 0 ? text.Trim() : text[..open].Trim();
        var argument = open < 0 ? "" : text[(open + 1)..].TrimEnd().TrimEnd(')').Trim().Trim('\'', '"');
        if (!_functions.TryGetValue(name, out var function)
            || (function == PreprocessFunction.CopyFrom && argument.Length == 0))
        {
            throw section.Wrong("preprocess", text,
                "copy_from(column) | convert_to_bucket | convert_hour | convert_weekday | convert_weekend");
        }

        return new Preprocessing(function, argument.Length == 0 ? null : argument);
    }
}
