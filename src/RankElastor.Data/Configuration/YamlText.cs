using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace RankElastor.Data.Configuration;

/// <summary>
/// Writes values as <see cref="YamlFile"/> reads them: a section a block, lists of mappings an entry a line, all else
/// in one line.
/// </summary>
public static partial class YamlText
{
    /// <summary>The text of sections by name. Values as in <see cref="ConfigSection.ToJson"/>.</summary>
    public static string Of(IEnumerable<KeyValuePair<string, IReadOnlyDictionary<string, object?>>> sections)
    {
        var text = new StringBuilder();
        foreach (var (name, section) in sections)
        {
            text.Append(text.Length > 0 ? "\n" : "").Append(Scalar(name)).Append(":\n");
            foreach (var (key, value) in section)
            {
                text.Append("  ").Append(Scalar(key)).Append(':');
                var entries = value as IReadOnlyList<object?> ?? [];
                var isBlock = entries.Count > 0 && entries.All(IsMapping);
                text.Append(isBlock ? "\n" : $" {Flow(value)}\n");
                foreach (var entry in isBlock ? entries : [])
                {
                    text.Append("    - ").Append(Flow(entry)).Append('\n');
                }
            }
        }

        return text.ToString();
    }

    static bool IsMapping(object? value) => value is IReadOnlyDictionary<string, object?>;

    static string Flow(object? value) => value switch
    {
        IReadOnlyDictionary<string, object?> mapping =>
            $"{{{string.Join(", ", mapping.Select(pair => $"{Scalar(pair.Key)}: {Flow(pair.Value)}"))}}}",
        IReadOnlyList<object?> items => $"[{string.Join(", ", items.Select(Flow))}]",
        _ => Scalar(value),
    };

    static string Scalar(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "True" : "False",
        double.PositiveInfinity => ".inf",
        double.NegativeInfinity => "-.inf",
        double.NaN => ".nan",
        double real => Real(real.ToString("R", CultureInfo.InvariantCulture)),
        string text => IsPlain(text) ? text : JsonSerializer.Serialize(text),
        var other => Convert.ToString(other, CultureInfo.InvariantCulture)!,
    };

    /// <summary>With a point, so that it stays one and other readers of YAML 1.1 see a number.</summary>
    static string Real(string text) => text.Contains('.', StringComparison.Ordinal) ? text
        : text.Contains('E', StringComparison.Ordinal) ? text.Replace("E", ".0E", StringComparison.Ordinal)
        : text + ".0";

    static bool IsPlain(string text) => Plain().IsMatch(text) && YamlScalar.Resolve(text) is string
        && text.ToLowerInvariant() is not ("yes" or "no" or "on" or "off" or "y" or "n");

    [GeneratedRegex(@"^[A-Za-z_/][A-Za-z0-9_./+-]*$")]
    private static partial Regex Plain();
}
