using Parquet;
using Parquet.Schema;
using RankElastor.Data.Files;

namespace RankElastor.Data.Sources;

/// <summary>
/// Rows of a Parquet file, row group by row group: numbers, truths (1 and 0), strings and times as invariant text,
/// lists joined with ^ (null elements left out), null and NaN as null. Every call of <see cref="Read"/> starts at the
/// first row again. Memory: one decoded row group.
/// </summary>
sealed class ParquetSource : RowSource
{
    readonly List<Leaf> _leaves = [];
    readonly string[] _columns;

    /// <summary>Opens the file and reads its schema.</summary>
    /// <exception cref="InputException">The file is missing, not Parquet, or nested beyond lists.</exception>
    public ParquetSource(string path)
    {
        Name = path;
        using var reader = new Opened(path);
        foreach (var column in reader.Parquet.Schema.Fields)
        {
            _leaves.Add(column switch
            {
                DataField data => new Leaf(data, data.MaxDefinitionLevel - (data.IsArray ? 1 : 0)),
                ListField { Item: DataField data } list => new Leaf(data, list.MaxDefinitionLevel - 1),
                _ => throw InputException.At($"{path}: {column.Name}", "a nested column",
                    "scalars and lists of scalars"),
            });
        }

        _columns = [.. reader.Parquet.Schema.Fields.Select(column => column.Name)];
    }

    public override string Name { get; }
    public override IReadOnlyList<string> Columns => _columns;

    public override IEnumerable<RowChunk> Read(int chunkRows = 8192)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(chunkRows);
        using var reader = new Opened(Name);
        var builder = new ChunkBuilder(_columns.Length);
        var number = 0L;
        for (var index = 0; index < reader.Parquet.RowGroupCount; index++)
        {
            using var group = reader.Parquet.OpenRowGroupReader(index);
            var columns = new List<ParquetColumn>();
            try
            {
                columns.AddRange(_leaves.Select(leaf => Decode(group, leaf)));
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

    ParquetColumn Decode(ParquetRowGroupReader group, Leaf leaf)
    {
        try
        {
            return ParquetColumn.Decode(group, leaf.Data, leaf.EmptyLevel);
        }
        catch (NotSupportedException error)
        {
            throw new InputException(
                $"{Name}: {leaf.Data.Path}: found values of type {error.Message}; allowed: numbers, text, times",
                error);
        }
        catch (Exception error) when (error is IOException or InvalidDataException or ParquetException)
        {
            throw new InputException($"{Name}: {leaf.Data.Path}: found damaged data; allowed: a valid Parquet file",
                error);
        }
    }

    sealed record Leaf(DataField Data, int EmptyLevel);

    /// <summary>The file, opened; asynchronous only in its API.</summary>
    sealed class Opened : IDisposable
    {
        internal Opened(string path)
        {
            if (!File.Exists(path))
            {
                throw InputException.At(path, "no file", "a readable Parquet file");
            }

            try
            {
                Parquet = ParquetReader.CreateAsync(path).GetAwaiter().GetResult();
            }
            catch (Exception error) when (error is IOException or InvalidDataException or ParquetException
                or UnauthorizedAccessException)
            {
                throw new InputException(
                    $"{path}: found a file that is not readable as Parquet; allowed: a valid Parquet file", error);
            }
        }

        internal ParquetReader Parquet { get; }

        public void Dispose() => Parquet.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
