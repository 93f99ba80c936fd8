using RankElastor.Data.Encoders;
using RankElastor.Data.Rows;
using RankElastor.Data.Sources;
using RankElastor.Data.Store;

namespace RankElastor.Data.Preparation;

/// <summary>
/// Rows of a source encoded in memory, batch after batch, for a model that is served in the caller's process.
/// </summary>
public static class EncodedBatches
{
    /// <summary>
    /// The rows in order; unlabelled ones get label 0 and weight 1. A batch is valid until the next one is asked for.
    /// </summary>
    /// <exception cref="Files.InputException">
    /// A missing column, or a value that does not fit: source, row, field.
    /// </exception>
    public static IEnumerable<Batch> Of(FittedEncoders encoders, RowSet rows, int batchRows, bool labelled)
    {
        var layout = new BatchLayout(encoders.Schema);
        using var source = rows.Open("rows");
        var encoder = new SplitEncoder(encoders, source, labelled);
        var columns = StoredColumn.Of(layout);
        using var image = new RowImage(layout, batchRows);
        var (selected, batch) = (new SelectedRows(), new Batch(layout, batchRows));
        var buffers = columns.Select(column => new byte[column.RowBytes * batchRows]).ToList();
        int[] order = [.. Enumerable.Range(0, batchRows)];
        foreach (var chunk in source.Read(batchRows))
        {
            selected.Choose(chunk, 0, chunk.Rows, null);
            encoder.EncodeChunk(selected, index => buffers[index].AsSpan(0, columns[index].RowBytes * chunk.Rows));
            for (var index = 0; index < columns.Count; index++)
            {
                image.Fill(columns[index], 0, buffers[index].AsSpan(0, columns[index].RowBytes * chunk.Rows));
            }

            batch.Rows = chunk.Rows;
            image.Gather(order.AsSpan(0, chunk.Rows), batch, 0);
            yield return batch;
        }
    }
}
