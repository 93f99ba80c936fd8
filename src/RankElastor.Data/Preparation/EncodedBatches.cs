using System.Runtime.InteropServices;
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
            Fill(image, columns, index => buffers[index].AsSpan(0, columns[index].RowBytes * chunk.Rows), encoder);

            batch.Rows = chunk.Rows;
            image.Gather(order.AsSpan(0, chunk.Rows), batch, 0);
            yield return batch;
        }
    }

    static void Fill(
        RowImage image, IReadOnlyList<StoredColumn> columns, Func<int, Span<byte>> values, SplitEncoder encoder)
    {
        var sequences = columns.Index().Where(column => column.Item.IsSequence).Select(column => column.Index);
        image.ReserveIds(sequences.Sum(index => (long)encoder.Ids(index).Length));
        var place = 0L;
        for (var index = 0; index < columns.Count; index++)
        {
            if (!columns[index].IsSequence)
            {
                image.Fill(columns[index], 0, values(index));
                continue;
            }

            var places = StoredPlace.Of(values(index));
            var ids = encoder.Ids(index);
            StoredPlace.AddUp(places, 0);
            image.FillPlaces(columns[index], 0, places, 0, place);
            MemoryMarshal.AsBytes(ids).CopyTo(image.Ids(place, ids.Length));
            place += ids.Length;
        }
    }
}
