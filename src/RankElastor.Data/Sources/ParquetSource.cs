using Parquet.Schema;
using RankElastor.Data.Files;

namespace RankElastor.Data.Sources;

/// <summary>
/// Rows of a Parquet file, row group by row group: numbers, truths (1 and 0), strings and times as invariant text,
/// lists as their elements (null ones left out), null and NaN as null. Only the columns that are used are decoded.
/// Every call of <see cref="Read"/> starts at the first row again. Memory: those columns of one row group, decoded.
/// </summary>
sealed class ParquetSource : RowSource
{
    readonly string[] _columns;

    /// <summary>Opens the file and reads its schema.</summary>
    /// <exception cref="InputException">The file is missing or not Parquet.</exception>
    public ParquetSource(string path)
    {
        Name = path;
        using var file = new ParquetFile(path);
        _columns = [.. file.Fields.Select(column => column.Name)];
    }

    public override string Name { get; }
    public override IReadOnlyList<string> Columns => _columns;

    public override IEnumerable<RowChunk> Read(int chunkRows = 8192)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(chunkRows);
        using var file = new ParquetFile(Name);
        var leaves = Used.Select(column => LeafOf(file.Fields[column])).ToList();
        var builder = new ChunkBuilder(leaves.Count);
        var number = 0L;
        for (var index = 0; index < file.Groups; index++)
        {
            using var group = file.Open(index);
            var columns = new List<ParquetColumn>();
            try
            {
                columns.AddRange(leaves.Select(leaf => file.Decode(group, leaf)));
                for (var left = group.RowCount; left > 0; left -= builder.Chunk.Rows)
                {
                    builder.Clear();
                    for (var row = 0; row < Math.Min(left, chunkRows); row++)
                    {
                        columns.ForEach(column => column.AddNext(builder));
                        builder.EndRow(++number);
                    }

                    yield return builder.Chunk;
                }
            }
            finally
            {
                columns.ForEach(column => column.Dispose());
            }
        }
    }

    public override void Dispose() { }

    ParquetLeaf LeafOf(Field column) => column switch
    {
        DataField data => new ParquetLeaf(data, data.MaxDefinitionLevel - (data.IsArray ? 1 : 0)),
        ListField { Item: DataField data } list => new ParquetLeaf(data, list.MaxDefinitionLevel - 1),
        _ => throw InputException.At($"{Name}: {column.Name}", "a nested column", "scalars and lists of scalars"),
    };
}
