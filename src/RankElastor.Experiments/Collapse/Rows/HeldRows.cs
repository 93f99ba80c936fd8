using RankElastor.Data.Rows;
using RankElastor.Training.State;

namespace RankElastor.Experiments.Collapse.Rows;

/// <summary>Calls an action before each pass in stored order: evaluations see what is held as it is held.</summary>
sealed class HeldRows(IBatchSource inner, Action act) : IBatchSource
{
    /// <inheritdoc/>
    public long Rows => inner.Rows;

    /// <inheritdoc/>
    public int BatchRows => inner.BatchRows;

    /// <inheritdoc/>
    public IEnumerable<Batch> Epoch(int epoch, long skipBatches) => inner.Epoch(epoch, skipBatches);

    /// <inheritdoc/>
    public IEnumerable<Batch> Sequential()
    {
        act();
        return inner.Sequential();
    }
}
