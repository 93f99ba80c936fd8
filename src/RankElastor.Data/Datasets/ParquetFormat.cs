using RankElastor.Data.Sources;

namespace RankElastor.Data.Datasets;

/// <summary>Parquet files.</summary>
sealed class ParquetFormat : FileFormat
{
    public override IReadOnlyList<string> Words => ["parquet"];

    protected override RowSource OpenFile(DatasetOptions options, string file) => new ParquetSource(file);
}
