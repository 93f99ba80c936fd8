using System.Globalization;
using System.Text.RegularExpressions;

namespace RankElastor.Data.Configuration;

/// <summary>
/// The value of a plain (unquoted) YAML 1.1 scalar as PyYAML resolves it, with two additions that configurations of
/// the field rely on:
/// <c>1e-3</c> is a number and <c>None</c> is null. yes, no, on and off stay text.
/// </summary>
static partial class YamlScalar
{
    public static object? Resolve(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" or "None" => null,
        "true" or "True" or "TRUE" => true,
        "false" or "False" or "FALSE" => false,
        ".inf" or ".Inf" or "+.inf" => double.PositiveInfinity,
        "-.inf" or "-.Inf" => double.NegativeInfinity,
        ".nan" or ".NaN" => double.NaN,
        _ => Number(text) ?? text,
    };

    static object? Number(string text)
    {
        var digits = text.Replace("_", "", StringComparison.Ordinal);
        if (Octal().IsMatch(text))
        {
            return Convert.ToInt64(digits, 8);
        }

        if (Whole().IsMatch(text) && long.TryParse(
            digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
        {
            return whole;
        }

        return Real().IsMatch(text) ? double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture) : null;
    }

    [GeneratedRegex("^0[0-7_]{1,20}$")]
    private static partial Regex Octal();

    [GeneratedRegex(@"^[-+]?[0-9][0-9_]*$")]
    private static partial Regex Whole();

    [GeneratedRegex(@"^[-+]?([0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)([eE][-+]?[0-9]+)?$")]
    private static partial Regex Real();
}
