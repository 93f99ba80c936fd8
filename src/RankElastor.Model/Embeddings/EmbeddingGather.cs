using RankElastor.Kernels.Rows;
using RankElastor.Model.Memory;
using RankElastor.Numerics.Threads;
using static TorchSharp.torch;

namespace RankElastor.Model.Embeddings;

/// <summary>Gather: out[i, :] = table_i[ids[i], :] for each id of a batch; an id outside is an error.</summary>
static class EmbeddingGather
{
    const int RowGrain = 256;
    const int EventGrain = 4096;

    /// <summary>Fills the output [N, width] in parallel over blocks; all tables have one storage.</summary>
    public static void Fill(Tensor output, LookUps lookUps, int width, Workers workers)
    {
        var address = TensorSpans.Address(output);
        RowTable[] tables =
            [.. lookUps.Columns.Where(column => !column.IsSequence).Select(column => column.Table.Place)];
        if (tables.Length > 0)
        {
            var storage = lookUps.Columns[0].Table.Storage;
            workers.For(lookUps.Rows, RowGrain, (start, end) => Fill(
                storage, tables, width, lookUps.Ids, start * tables.Length, (end - start) * tables.Length, address));
        }

        for (var column = 0; column < lookUps.Columns.Count; column++)
        {
            if (lookUps.Places[column] is { } places)
            {
                var (first, table) = (lookUps.PlacesOf(column, 0).Start, lookUps.Columns[column].Table);
                RowTable[] own = [table.Place];
                workers.For(places.Events, EventGrain, (start, end) => Fill(
                    table.Storage, own, width, lookUps.Ids, first + start, end - start, address));
            }
        }
    }

    static void Fill(
        EmbeddingStorage storage, RowTable[] tables, int width, int[] ids, int first, int count, nint address)
    {
        var part = ids.AsSpan(first, count);
        var vectors = TensorSpans.Floats(address, (long)first * width, count * width);
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
    }
}
