using RankElastor.Data.Batches;

namespace RankElastor.Model.Embeddings;

/// <summary>out[b, p, :] = table_p[ids[b, p], :] for every row b and id position p.</summary>
static class EmbeddingGather
{
    public static void Fill(Span<float> output, Batch batch, IReadOnlyList<EmbeddingTable> tableOfColumn, int width)
    {
        var positions = tableOfColumn.Count;
        for (var p = 0; p < positions; p++)
        {
            ReadOnlySpan<float> table = tableOfColumn[p].Values;
            var rows = (uint)tableOfColumn[p].Rows;
            for (var b = 0; b < batch.Rows; b++)
            {
                var id = batch.Ids[b * positions + p];
                if ((uint)id >= rows)
                {
                    throw new ArgumentOutOfRangeException(nameof(batch), id, $"Row {b}, id position {p}: ids of this table are 0 … {rows - 1}.");
                }

                table.Slice(id * width, width).CopyTo(output.Slice((b * positions + p) * width, width));
            }
        }
    }
}
