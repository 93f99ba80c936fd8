using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using RankElastor.Data.Configuration;

namespace RankElastor.Data.Encoders.Values;

/// <summary>The functions that configurations of FuxiCTR's data sets name under preprocess.</summary>
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

    /// <summary>KKBox: the first two characters of an ISRC.</summary>
    ExtractCountryCode,

    /// <summary>KKBox: 1 for an age of 1 to 10, 2 to 20 and so on, 7 above 60; nothing outside 1 to 95.</summary>
    BucketizeAge,
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
        ["extract_country_code"] = PreprocessFunction.ExtractCountryCode,
        ["bucketize_age"] = PreprocessFunction.BucketizeAge,
    };

    /// <summary>The functions as an error names them.</summary>
    internal static string AllFunctions { get; } = string.Join(
        " | ", _functions.Keys.Select(name => name == "copy_from" ? "copy_from(column)" : name));

    /// <summary>Whether values become whole numbers.</summary>
    [JsonIgnore]
    public bool Converts => Function != PreprocessFunction.CopyFrom && !MakesText;

    /// <summary>Whether values become other text, perhaps none.</summary>
    [JsonIgnore]
    public bool MakesText => Function is PreprocessFunction.ExtractCountryCode or PreprocessFunction.BucketizeAge;

    bool IsOfTime => Function is PreprocessFunction.ConvertHour or PreprocessFunction.ConvertWeekday
        or PreprocessFunction.ConvertWeekend;

    /// <summary>The column to read for a field.</summary>
    public string Column(string fieldName) => Argument ?? (IsOfTime ? "hour" : fieldName);

    /// <summary>The same among those that a source has: FuxiCTR's demonstration has its times in time_stamp.</summary>
    internal string Column(string fieldName, IReadOnlyList<string> columns) =>
        Column(fieldName) is var column && Argument is null && IsOfTime && !columns.Contains(column)
        && columns.Contains("time_stamp") ? "time_stamp" : column;

    /// <summary>The value that becomes text; empty where it stands for nothing.</summary>
    public ReadOnlySpan<byte> TextOf(ReadOnlySpan<byte> raw)
    {
        if (Function == PreprocessFunction.BucketizeAge)
        {
            return !TokenForm.TryReal(raw, out var age) || age is < 1 or > 95 ? []
                : "1234567"u8.Slice((int)Math.Clamp(Math.Ceiling(age / 10), 1, 7) - 1, 1);
        }

        var end = 0;
        for (var letters = 0; end < raw.Length && letters < 2; letters++)
        {
            Rune.DecodeFromUtf8(raw[end..], out _, out var bytes);
            end += bytes;
        }

        return raw[..end];
    }

    /// <summary>The converted value, or null where the raw one does not fit <see cref="Allowed"/>.</summary>
    public long? Convert(ReadOnlySpan<byte> raw)
    {
        if (Function == PreprocessFunction.ConvertToBucket)
        {
            return !TokenForm.TryReal(raw, out var x) || Math.Abs(x) >= 1e15 ? null
                : x > 2 ? (long)Math.Floor(Math.Pow(Math.Log(x), 2)) : (long)x;
        }

        if (DateTime.TryParseExact(
            Encoding.UTF8.GetString(raw), "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, 0, out var time))
        {
            return Function == PreprocessFunction.ConvertHour ? time.Hour : Weekday((int)time.DayOfWeek);
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
    public string Allowed => Function == PreprocessFunction.ConvertToBucket ? "a number"
        : "an hour as YYMMDDHH, or YYYY-MM-DD HH:MM:SS";

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
            throw section.Wrong("preprocess", text, AllFunctions);
        }

        return new Preprocessing(function, argument.Length == 0 ? null : argument);
    }
}
