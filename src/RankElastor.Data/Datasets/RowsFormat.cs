using RankElastor.Data.Sources;

namespace RankElastor.Data.Datasets;

/// <summary>
/// Rows that the caller holds (<see cref="DatasetOptions.Rows"/>), which no configuration can name. Any path other than
/// a split's name is a CSV file in the same columns.
/// </summary>
sealed class RowsFormat : DataFormat
{
    static readonly CsvFormat _otherPaths = new();

    public override IReadOnlyList<string> Words => ["rows"];

    internal override RowSource Open(DatasetOptions options, string dataRoot, string path) =>
        RowsOf(options, path) is { } rows
            ? rows.Open($"{options.DatasetId}: {path}")
            : _otherPaths.Open(options, dataRoot, path);

    internal override IReadOnlyList<string> Files(DatasetOptions options, string dataRoot, string path) =>
        RowsOf(options, path) is null ? _otherPaths.Files(options, dataRoot, path) : [];

    static RowSet? RowsOf(DatasetOptions options, string path) =>
        Enum.TryParse<Split>(path, out var split) ? options.Rows?.GetValueOrDefault(split) : null;
}
