namespace RankElastor.Data.Sources;

/// <summary>How a CSV file is laid out.</summary>
/// <param name="Separator">One ASCII character between values; not a quote, CR or LF.</param>
/// <param name="HasHeader">Whether the first row holds the column names.</param>
/// <param name="Columns">Names to use; with a header they replace its names, as many.</param>
sealed record CsvOptions(char Separator = ',', bool HasHeader = true, IReadOnlyList<string>? Columns = null);
