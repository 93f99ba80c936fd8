using RankElastor.Kernels.Rows;
using RankElastor.Model.Memory;
using RankElastor.Numerics.Threads;
using static TorchSharp.torch;

namespace RankElastor.Model.Embeddings;

/// <summary>Gather: out[b, p, :] = table_p[ids[b, p], :]; an id outside its table is an error.</summary>
static class EmbeddingGather
{
    const int RowGrain = 256;

    /// <summary>Fills the output [B, P, width] in parallel over blocks of rows; all tables have one storage.</summary>
    public static void Fill(
        Tensor output, int[] ids, int rows, IReadOnlyList<EmbeddingTable> tableOfColumn, int width, Workers workers)
    {
        if (tableOfColumn.Count == 0)
        {
            return;
        }

        RowTable[] tables = [.. tableOfColumn.Select(table => table.Place)];
        var storage = tableOfColumn[0].Storage;
        var rowFloats = tables.Length * width;
        var address = TensorSpans.Address(output);
        workers.For(rows, RowGrain, (start, end) =>
        {
            var part = ids.AsSpan(start * tables.Length, (end - start) * tables.Length);
            var vectors = TensorSpans.Floats(address, (long)start * rowFloats, (end - start) * rowFloats);
            switch (storage)
            {
                case EmbeddingStorage.Full:
                    GatherRows.FromFloats(tables, width, part, vectors);
                    break;
                case EmbeddingStorage.Bf16:
                    GatherRows.FromBf16(tables, width, part, vectors);
                    break;
                default:
                    GatherRows.FromInt8(tables, width, part, vectors);
                    break;
            }
        });
    }
}
