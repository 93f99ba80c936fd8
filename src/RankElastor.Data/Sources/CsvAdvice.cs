using RankElastor.Data.Encoders.Values;

namespace RankElastor.Data.Sources;

/// <summary>What a first row that does not fit shows about the file: another separator, a header or none.</summary>
static class CsvAdvice
{
    static readonly char[] _separators = [',', ';', '\t', '|', ' '];

    /// <summary>The separator at which one of the values would hold the column's name.</summary>
    public static char? SeparatorOf(IReadOnlyList<string> values, string column) =>
        Separator(separator => values.Any(value => value.Contains(separator, StringComparison.Ordinal)
            && Parts(value, separator).Contains(column)));

    /// <summary>The separator at which a row of one value would be as many.</summary>
    public static char? SeparatorOf(IReadOnlyList<string> values, int count) =>
        values.Count == 1 ? Separator(separator => Parts(values[0], separator).Count() == count) : null;

    /// <summary>The end of a message that proposes a separator.</summary>
    public static string Of(char separator) => $"; sep: {(separator == '\t' ? "tab" : $"'{separator}'")}?";

    /// <summary>Whether a first row that should hold names holds numbers.</summary>
    public static bool IsData(IReadOnlyList<string> values) =>
        values.Any(value => TokenForm.TryReal(System.Text.Encoding.UTF8.GetBytes(value), out _));

    /// <summary>Whether a first row that should hold data holds more than half of the names.</summary>
    public static bool IsHeader(IReadOnlyList<string> values, IReadOnlyList<string> columns) =>
        2 * columns.Count(values.Contains) > columns.Count;

    static char? Separator(Func<char, bool> fits) =>
        _separators.Where(fits).Select(separator => (char?)separator).FirstOrDefault();

    static IEnumerable<string> Parts(string value, char separator) =>
        value.Split(separator).Select(part => part.Trim(' ', '"'));
}
