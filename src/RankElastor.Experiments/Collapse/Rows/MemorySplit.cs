using RankElastor.Data.Planted;
using RankElastor.Data.Rows;
using RankElastor.Numerics.Randomness;
using RankElastor.Training.State;

namespace RankElastor.Experiments.Collapse.Rows;

/// <summary>A planted split in memory; the order of an epoch depends on the seed and the epoch's number only.</summary>
sealed class MemorySplit : IBatchSource
{
    readonly Batch _rows;
    readonly SeededRandom _random;

    /// <summary>Makes all rows of the split.</summary>
    public MemorySplit(PlantedDataset data, PlantedSplit split, int batchRows, int seed)
    {
        _rows = new Batch(new BatchLayout(data.Schema), checked((int)data.Rows(split)));
        data.Fill(split, 0, _rows.Capacity, _rows);
        (BatchRows, _random) = (batchRows, new SeededRandom((ulong)seed));
    }

    /// <inheritdoc/>
    public long Rows => _rows.Rows;

    /// <inheritdoc/>
    public int BatchRows { get; }

    /// <inheritdoc/>
    public IEnumerable<Batch> Epoch(int epoch, long skipBatches)
    {
        var order = Enumerable.Range(0, _rows.Rows).ToArray();
        _random.Fork(epoch).Shuffle<int>(order);
        return Batches(order, (int)skipBatches * BatchRows);
    }

    /// <inheritdoc/>
    public IEnumerable<Batch> Sequential() => Batches([.. Enumerable.Range(0, _rows.Rows)], 0);

    IEnumerable<Batch> Batches(int[] order, int first)
    {
        var (from, batch) = (_rows, new Batch(_rows.Layout, BatchRows));
        for (var start = first; start < order.Length; start += BatchRows)
        {
            batch.Rows = Math.Min(BatchRows, order.Length - start);
            for (var place = 0; place < batch.Rows; place++)
            {
                var row = order[start + place];
                Copy(from.Ids, row, batch.Ids, place, from.Layout.IdColumns);
                Copy(from.Numbers, row, batch.Numbers, place, from.Layout.NumberColumns);
                batch.Labels[place] = from.Labels[row];
            }

            yield return batch;
        }
    }

    static void Copy<T>(T[] from, int row, T[] to, int place, int columns) =>
        from.AsSpan(row * columns, columns).CopyTo(to.AsSpan(place * columns, columns));
}
