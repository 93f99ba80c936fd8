using RankElastor.Data.Batches;
using RankElastor.Data.Store;
using RankElastor.Numerics.Randomness;

namespace RankElastor.Training.Loop;

/// <summary>A split of a column store as batches; the order of an epoch depends on the seed and the epoch's number only.</summary>
public sealed class StoreBatches(ColumnStore store, int batchRows, int seed, bool shuffle) : IBatchSource
{
    readonly BatchReader _reader = new(store, batchRows, new SeededRandom((ulong)seed));

    /// <inheritdoc/>
    public long Rows => store.Rows;

    /// <inheritdoc/>
    public int BatchRows => batchRows;

    /// <inheritdoc/>
    public IEnumerable<Batch> Epoch(int epoch, long skipBatches) =>
        shuffle ? _reader.Epoch(epoch, skipBatches) : _reader.Sequential().Skip((int)skipBatches);

    /// <inheritdoc/>
    public IEnumerable<Batch> Sequential() => _reader.Sequential();
}
