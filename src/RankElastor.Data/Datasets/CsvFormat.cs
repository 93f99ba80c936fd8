using RankElastor.Data.Sources;

namespace RankElastor.Data.Datasets;

/// <summary>Separated values, with or without a header (<c>sep</c>, <c>header</c>).</summary>
sealed class CsvFormat : FileFormat
{
    public override IReadOnlyList<string> Words => ["csv"];

    protected override RowSource OpenFile(DatasetOptions options, string file) => new CsvSource(
        file, new CsvOptions(options.Separator, options.HasHeader, options.HasHeader ? null : options.DeclaredColumns));
}
