using RankElastor.Data.Batches;
using RankElastor.Data.Rows;
using RankElastor.Data.Store;
using RankElastor.Numerics.Randomness;

namespace RankElastor.Training.State;

/// <summary>
/// A split of a column store as batches; the order of an epoch depends on the seed and the epoch's number only.
/// </summary>
public sealed class StoreBatches(
    ColumnStore store, int batchRows, int seed, bool shuffle, ShuffleForm form = ShuffleForm.Auto) : IBatchSource
{
    readonly BatchReader _reader =
        new(store, batchRows, new SeededRandom((ulong)seed), new ShuffleOptions { Form = form });

    /// <summary>The order of an epoch: <c>exact</c>, <c>block</c>, or <c>stored</c> without shuffling.</summary>
    public string Order => shuffle ? _reader.Shuffle.ToString().ToLowerInvariant() : "stored";

    /// <inheritdoc/>
    public long Rows => store.Rows;

    /// <inheritdoc/>
    public int BatchRows => batchRows;

    /// <inheritdoc/>
    public IEnumerable<Batch> Epoch(int epoch, long skipBatches) =>
        shuffle ? _reader.Epoch(epoch, skipBatches) : _reader.Sequential(skipBatches);

    /// <inheritdoc/>
    public IEnumerable<Batch> Sequential() => _reader.Sequential();
}
