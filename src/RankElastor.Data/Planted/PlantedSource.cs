using RankElastor.Data.Sources;

namespace RankElastor.Data.Planted;

/// <summary>
/// The rows of a planted split as raw text, for the ordinary preparation: "label", then the fields. An identifier
/// prints as its number from 1 (1 is the most frequent), a number in its shortest round-trip form. Nothing is stored;
/// memory is one chunk.
/// </summary>
sealed class PlantedSource(PlantedDataset dataset, PlantedSplit split) : RowSource
{
    public override string Name { get; } = $"{dataset.Schema.DatasetId}/{split}";

    public override IReadOnlyList<string> Columns { get; } = [.. dataset.Schema.Labels,
        .. dataset.Schema.Fields.Select(field => field.Name)];

    public override IEnumerable<RowChunk> Read(int chunkRows = 8192)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(chunkRows);
        var builder = new ChunkBuilder(Columns.Count, Used);
        var ids = new int[dataset.Options.Cardinalities.Count];
        var numbers = new float[dataset.Options.NumericFields];
        var rows = dataset.Rows(split);
        for (var row = 0L; row < rows;)
        {
            builder.Clear();
            for (; row < rows && builder.Chunk.Rows < chunkRows; row++)
            {
                dataset.Row(split, row, ids, numbers, out var clicked);
                builder.Add(clicked);
                Array.ForEach(ids, id => builder.Add(id + 1));
                Array.ForEach(numbers, builder.Add);
                builder.EndRow(row + 1);
            }

            yield return builder.Chunk;
        }
    }

    public override void Dispose() { }
}
