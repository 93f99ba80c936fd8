using RankElastor.Data.Planted;
using RankElastor.Data.Rows;
using RankElastor.Numerics.Randomness;
using RankElastor.Training.State;

namespace RankElastor.Experiments.Collapse.Rows;

/// <summary>
/// A split in memory. The order of an epoch depends on the seed and the epoch's number only; rows that are
/// <paramref name="inOrder"/> come as they lie, in every epoch.
/// </summary>
sealed class MemorySplit(Batch rows, int batchRows, int seed, bool inOrder = false) : IBatchSource
{
    readonly SeededRandom _random = new((ulong)seed);

    /// <inheritdoc/>
    public long Rows => rows.Rows;

    /// <inheritdoc/>
    public int BatchRows => batchRows;

    /// <summary>All rows of a planted split.</summary>
    public static Batch Read(PlantedDataset data, PlantedSplit split)
    {
        var all = new Batch(new BatchLayout(data.Schema), checked((int)data.Rows(split)));
        data.Fill(split, 0, all.Capacity, all);
        return all;
    }

    /// <summary>At most so many rows of another source, evenly spaced.</summary>
    public static Batch Read(IBatchSource source, BatchLayout layout, int most)
    {
        var count = (int)Math.Min(most, source.Rows);
        var (all, seen) = (new Batch(layout, count), 0L);
        foreach (var batch in source.Sequential())
        {
            for (var row = 0; row < batch.Rows; row++, seen++)
            {
                if (all.Rows < count && seen == all.Rows * source.Rows / count)
                {
                    all.CopyRow(batch, row, all.Rows);
                    all.Rows++;
                }
            }
        }

        return all;
    }

    /// <inheritdoc/>
    public IEnumerable<Batch> Epoch(int epoch, long skipBatches)
    {
        var order = Enumerable.Range(0, rows.Rows).ToArray();
        if (!inOrder)
        {
            _random.Fork(epoch).Shuffle<int>(order);
        }

        return Batches(order, (int)skipBatches * BatchRows);
    }

    /// <inheritdoc/>
    public IEnumerable<Batch> Sequential() => Batches([.. Enumerable.Range(0, rows.Rows)], 0);

    IEnumerable<Batch> Batches(int[] order, int first)
    {
        var batch = new Batch(rows.Layout, BatchRows);
        for (var start = first; start < order.Length; start += BatchRows)
        {
            batch.Rows = Math.Min(BatchRows, order.Length - start);
            for (var place = 0; place < batch.Rows; place++)
            {
                batch.CopyRow(rows, order[start + place], place);
            }

            yield return batch;
        }
    }
}
