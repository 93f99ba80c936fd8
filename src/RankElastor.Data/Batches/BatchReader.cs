using System.Collections.Concurrent;
using RankElastor.Data.Rows;
using RankElastor.Data.Store;
using RankElastor.Numerics.Randomness;

namespace RankElastor.Data.Batches;

/// <summary>
/// Batches of a split in reused memory, made ahead of their use by a thread of its own, or, where the store has one
/// thread, when they are asked for. The last batch of an epoch may be smaller; nothing is dropped. A batch is valid
/// until the next one is asked for.
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
    /// <paramref name="skipBatches"/> on: uniform (Fisher and Yates over the whole split), or by blocks where it does
    /// not fit in memory.
    /// </summary>
    public IEnumerable<Batch> Epoch(int epoch, long skipBatches = 0)
    {
        var stream = random.Fork("shuffle").Fork(epoch);
        if (Shuffle == ShuffleForm.Exact)
        {
            return Read(skipBatches, RowOrder.Exact(store.Rows, stream));
        }

        var windowBlocks = (int)Math.Clamp(RowsIn(_shuffle.WindowBytes) / _shuffle.BlockRows, 1, int.MaxValue);
        return Read(skipBatches, RowOrder.Blocks(store.Rows, _shuffle.BlockRows, windowBlocks, stream));
    }

    /// <summary>All rows in stored order, for evaluation; memory does not depend on the split.</summary>
    public IEnumerable<Batch> Sequential(long skipBatches = 0) =>
        Read(skipBatches, RowOrder.Stored(store.Rows, (int)Math.Clamp(RowsIn(StoredWindowBytes), 1, int.MaxValue)));

    /// <summary>A batch is never larger than the split.</summary>
    int Capacity => Math.Clamp(store.Rows, 1, batchRows);

    long RowsIn(long bytes) => bytes / store.RowBytes;

    IEnumerable<Batch> Read(long skipBatches, RowOrder order)
    {
        if (store.Workers.Threads > 1)
        {
            return ReadAhead(skipBatches * batchRows, order);
        }

        var batch = new Lazy<Batch>(() => new Batch(store.Layout, Capacity));
        return Fill(skipBatches * batchRows, order, () => batch.Value, CancellationToken.None);
    }

    IEnumerable<Batch> ReadAhead(long skipRows, RowOrder order)
    {
        using var stop = new CancellationTokenSource();
        using var free = new BlockingCollection<Batch>();
        using var full = new BlockingCollection<Batch>();
        for (var index = 0; index < BatchesInFlight; index++)
        {
            free.Add(new Batch(store.Layout, Capacity));
        }

        var reader = Task.Factory.StartNew(
            () => Produce(Fill(skipRows, order, () => free.Take(stop.Token), stop.Token), full, stop.Token),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
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

    static void Produce(IEnumerable<Batch> batches, BlockingCollection<Batch> full, CancellationToken stop)
    {
        try
        {
            foreach (var batch in batches)
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

    /// <summary>
    /// The rows of a pass in the batches that <paramref name="next"/> hands out, each filled when it is asked for.
    /// </summary>
    IEnumerable<Batch> Fill(long skipRows, RowOrder order, Func<Batch> next, CancellationToken stop)
    {
        using var windows = new LoadedWindows(store, order, stop);
        Batch? batch = null;
        foreach (var (image, rows) in windows.From(skipRows))
        {
            for (var rest = rows; rest.Length > 0;)
            {
                batch ??= Emptied(next());
                var count = Math.Min(batch.Capacity - batch.Rows, rest.Length);
                image.Gather(rest.Span[..count], batch, batch.Rows);
                batch.Rows += count;
                rest = rest[count..];
                if (batch.Rows == batch.Capacity)
                {
                    yield return batch;
                    batch = null;
                }
            }
        }

        if (batch is not null)
        {
            yield return batch;
        }
    }

    static Batch Emptied(Batch batch)
    {
        batch.Rows = 0;
        return batch;
    }
}
