using RankElastor.Data.Sources;

namespace RankElastor.Data.Datasets;

/// <summary>
/// One query per split (<c>train_sql</c> …), answered from the file that <c>database</c> names or from none.
/// </summary>
sealed class SqlFormat : DataFormat
{
    public override IReadOnlyList<string> Words => ["sql"];
    public override bool IsRepeatable => false;

    internal override string? SourceOf(string? data, string? query) => query ?? data;

    internal override RowSource Open(DatasetOptions options, string dataRoot, string path) =>
        new SqlSource(path, Files(options, dataRoot, path).SingleOrDefault(), $"{options.DatasetId}: query");

    internal override IReadOnlyList<string> Files(DatasetOptions options, string dataRoot, string path) =>
        options.Database is null ? [] : [options.Resolve(dataRoot, options.Database)];
}
