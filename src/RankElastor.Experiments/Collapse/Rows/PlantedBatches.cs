using RankElastor.Data.Rows;
using RankElastor.Training.State;

namespace RankElastor.Experiments.Collapse.Rows;

/// <summary>
/// Calls an action with each batch of an epoch and its number before it is trained on, from number
/// <paramref name="onset"/> on (from 0, over epochs).
/// </summary>
sealed class PlantedBatches(IBatchSource inner, long onset, Action<Batch, long> act) : IBatchSource
{
    /// <inheritdoc/>
    public long Rows => inner.Rows;

    /// <inheritdoc/>
    public int BatchRows => inner.BatchRows;

    /// <inheritdoc/>
    public IEnumerable<Batch> Epoch(int epoch, long skipBatches)
    {
        var number = epoch * ((Rows + BatchRows - 1) / BatchRows) + skipBatches;
        foreach (var batch in inner.Epoch(epoch, skipBatches))
        {
            if (number >= onset)
            {
                act(batch, number);
            }

            number++;
            yield return batch;
        }
    }

    /// <inheritdoc/>
    public IEnumerable<Batch> Sequential() => inner.Sequential();
}
