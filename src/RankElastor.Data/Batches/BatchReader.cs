using System.Collections.Concurrent;
using RankElastor.Data.Rows;
using RankElastor.Data.Store;
using RankElastor.Numerics.Randomness;

namespace RankElastor.Data.Batches;

/// <summary>
/// Batches of a split, made ahead of their use by one thread into reused batches. The last batch of an epoch may be
/// smaller; nothing is dropped. A batch is valid until the next one is asked for.
/// </summary>
public sealed class BatchReader(ColumnStore store, int batchRows, SeededRandom random, ShuffleOptions? shuffle = null)
{
    const int BatchesInFlight = 5;
    const long StoredWindowBytes = 16 << 20;

    readonly ShuffleOptions _shuffle = shuffle ?? new ShuffleOptions();

    /// <summary>Exact or block: how <see cref="Epoch"/> shuffles this split.</summary>
    public ShuffleForm Shuffle => _shuffle.Resolve(store.Bytes);

    /// <summary>
    /// All rows in a random order that depends only on the seed, the epoch's number and the options, from batch
    /// <paramref name="skipBatches"/> on: uniform (Fisher and Yates over the whole split), or by blocks where the
    /// split does not fit in memory.
    /// </summary>
    public IEnumerable<Batch> Epoch(int epoch, long skipBatches = 0)
    {
        var stream = random.Fork("shuffle").Fork(epoch);
        return ReadAhead(skipBatches, Shuffle == ShuffleForm.Exact
            ? RowOrder.Exact(store.Rows, stream)
            : RowOrder.Blocks(store.Rows, _shuffle.BlockRows,
                (int)Math.Clamp(RowsIn(_shuffle.WindowBytes) / _shuffle.BlockRows, 1, int.MaxValue), stream));
    }

    /// <summary>All rows in stored order, for evaluation; memory does not depend on the split.</summary>
    public IEnumerable<Batch> Sequential(long skipBatches = 0) =>
        ReadAhead(skipBatches,
            RowOrder.Stored(store.Rows, (int)Math.Clamp(RowsIn(StoredWindowBytes), 1, int.MaxValue)));

    long RowsIn(long bytes) => bytes / RowImage.BytesOf(store.Layout);

    IEnumerable<Batch> ReadAhead(long skipBatches, RowOrder order)
    {
        using var stop = new CancellationTokenSource();
        using var free = new BlockingCollection<Batch>();
        using var full = new BlockingCollection<Batch>();
        for (var index = 0; index < BatchesInFlight; index++)
        {
            free.Add(new Batch(store.Layout, batchRows));
        }

        var reader = Task.Factory.StartNew(
            () => Produce(skipBatches * batchRows, order, free, full, stop.Token), CancellationToken.None,
                TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            foreach (var batch in full.GetConsumingEnumerable())
            {
                yield return batch;
                free.Add(batch);
            }
        }
        finally
        {
            stop.Cancel();
            reader.GetAwaiter().GetResult();
        }
    }

    void Produce(long skipRows, RowOrder order, BlockingCollection<Batch> free, BlockingCollection<Batch> full,
        CancellationToken stop)
    {
        try
        {
            using var windows = new LoadedWindows(store, order, stop);
            Batch? batch = null;
            foreach (var (image, rows) in windows.From(skipRows))
            {
                for (var rest = rows; rest.Length > 0;)
                {
                    batch ??= Emptied(free.Take(stop));
                    var count = Math.Min(batch.Capacity - batch.Rows, rest.Length);
                    image.Gather(rest.Span[..count], batch, batch.Rows);
                    batch.Rows += count;
                    rest = rest[count..];
                    if (batch.Rows == batch.Capacity)
                    {
                        full.Add(batch, CancellationToken.None);
                        batch = null;
                    }
                }
            }

            if (batch is not null)
            {
                full.Add(batch, CancellationToken.None);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The consumer left before the end; there is nobody to tell.
        }
        finally
        {
            full.CompleteAdding();
        }
    }

    static Batch Emptied(Batch batch)
    {
        batch.Rows = 0;
        return batch;
    }
}
