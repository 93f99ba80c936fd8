using RankElastor.Data.Rows;
using RankElastor.Numerics.Randomness;
using RankElastor.Training.State;

namespace RankElastor.Tests.Training;

/// <summary>A split held in one large batch.</summary>
sealed class MemorySource(Batch rows, int batchRows, ulong seed) : IBatchSource
{
    public long Rows => rows.Rows;

    public int BatchRows => batchRows;

    public IEnumerable<Batch> Epoch(int epoch, long skipBatches)
    {
        var order = Enumerable.Range(0, rows.Rows).ToArray();
        new SeededRandom(seed).Fork(epoch).Shuffle<int>(order);
        return Batches(order).Skip((int)skipBatches);
    }

    public IEnumerable<Batch> Sequential() => Batches([.. Enumerable.Range(0, rows.Rows)]);

    IEnumerable<Batch> Batches(int[] order)
    {
        var batch = new Batch(rows.Layout, batchRows);
        for (var start = 0; start < order.Length; start += batchRows)
        {
            batch.Rows = Math.Min(batchRows, order.Length - start);
            for (var b = 0; b < batch.Rows; b++)
            {
                batch.CopyRow(rows, order[start + b], b);
            }

            yield return batch;
        }
    }
}
