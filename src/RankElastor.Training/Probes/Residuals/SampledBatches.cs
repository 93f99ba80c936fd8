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
        var batch = new Batch(sample.Layout, (int)Math.Min(BatchRows, Rows));
        for (var first = 0; first < sample.Rows; first += batch.Rows)
        {
            batch.Rows = Math.Min(batch.Capacity, sample.Rows - first);
            for (var row = 0; row < batch.Rows; row++)
            {
                batch.CopyRow(sample, first + row, row);
            }

            yield return batch;
        }
    }
}
