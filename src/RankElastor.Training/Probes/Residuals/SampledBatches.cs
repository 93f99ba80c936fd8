using RankElastor.Data.Rows;
using RankElastor.Training.State;

namespace RankElastor.Training.Probes.Residuals;

/// <summary>Sampled rows as a split, in their order.</summary>
sealed class SampledBatches(Batch sample) : IBatchSource
{
    /// <inheritdoc/>
    public long Rows => sample.Rows;

    /// <inheritdoc/>
    public int BatchRows => 4096;

    /// <inheritdoc/>
    public IEnumerable<Batch> Epoch(int epoch, long skipBatches) => Sequential().Skip((int)skipBatches);

    /// <inheritdoc/>
    public IEnumerable<Batch> Sequential()
    {
        var layout = sample.Layout;
        var batch = new Batch(layout, (int)Math.Min(BatchRows, Rows));
        for (var first = 0; first < sample.Rows; first += batch.Rows)
        {
            batch.Rows = Math.Min(batch.Capacity, sample.Rows - first);
            Copy(sample.Ids, batch.Ids, layout.IdColumns);
            Copy(sample.Numbers, batch.Numbers, layout.NumberColumns);
            Copy(sample.Meta, batch.Meta, layout.MetaColumns);
            Copy(sample.Labels, batch.Labels, 1);
            yield return batch;

            void Copy<T>(T[] from, T[] to, int columns) =>
                from.AsSpan(first * columns, batch.Rows * columns).CopyTo(to);
        }
    }
}
