using System.Collections;
using System.Globalization;

namespace RankElastor.Data.Configuration;

/// <summary>Values of keys as manifests, messages and the documentation write them.</summary>
static class KeyText
{
    public static string Of(object? value) => value switch
    {
        null => "null",
        string text => text,
        IEnumerable items => $"[{string.Join(", ", items.Cast<object?>().Select(Of))}]",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
