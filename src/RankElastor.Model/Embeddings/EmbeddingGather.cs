using RankElastor.Data.Batches;
using RankElastor.Numerics.Kernels;
using RankElastor.Numerics.Threads;
using static TorchSharp.torch;

namespace RankElastor.Model.Embeddings;

/// <summary>out[b, p, :] = table_p[ids[b, p], :] for every row b and id position p; an id outside its table is an error.</summary>
static class EmbeddingGather
{
    const int RowGrain = 1024;

    /// <summary>Fills <paramref name="output"/>, [B, P, width], in parallel over blocks of rows.</summary>
    public static void Fill(Tensor output, Batch batch, IReadOnlyList<EmbeddingTable> tableOfColumn, int width, Workers workers)
    {
        var positions = tableOfColumn.Count;
        workers.For(batch.Rows, RowGrain, (start, end) =>
        {
            var ids = batch.Ids.AsSpan(start * positions, (end - start) * positions);
            var block = TensorSpans.Floats(output).Slice(start * positions * width, (end - start) * positions * width);
            for (var p = 0; p < positions; p++)
            {
                GatherRows.Copy(tableOfColumn[p].Values, width, ids, p, positions, end - start, block, p * width, positions * width);
            }
        });
    }
}
