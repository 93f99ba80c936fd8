using System.Collections.Concurrent;
using RankElastor.Data.Store;
using RankElastor.Numerics.Randomness;

namespace RankElastor.Data.Batches;

/// <summary>
/// Batches of a split, read ahead by one thread into three reused batches. The last batch of an epoch may be smaller; nothing is
/// dropped. A batch is valid until the next one is asked for.
/// </summary>
public sealed class BatchReader(ColumnStore store, int batchRows, SeededRandom random)
{
    const int BatchesInFlight = 3;

    /// <summary>Batches in an epoch.</summary>
    public long BatchesPerEpoch => ((long)store.Rows + batchRows - 1) / batchRows;

    /// <summary>
    /// All rows in a uniformly random order that depends only on the seed and the epoch's number (Fisher and Yates over the whole split), from
    /// batch <paramref name="skipBatches"/> on.
    /// </summary>
    public IEnumerable<Batch> Epoch(int epoch, long skipBatches = 0)
    {
        var order = Enumerable.Range(0, store.Rows).ToArray();
        random.Fork("shuffle").Fork(epoch).Shuffle<int>(order);
        return ReadAhead(skipBatches, (first, count, batch) => store.Read(order.AsSpan(first, count), batch));
    }

    /// <summary>All rows in stored order, for evaluation.</summary>
    public IEnumerable<Batch> Sequential() => ReadAhead(0, (first, count, batch) => store.ReadRange(first, count, batch));

    IEnumerable<Batch> ReadAhead(long firstBatch, Action<int, int, Batch> fill)
    {
        using var stop = new CancellationTokenSource();
        using var free = new BlockingCollection<Batch>();
        using var full = new BlockingCollection<Batch>();
        for (var index = 0; index < BatchesInFlight; index++)
        {
            free.Add(new Batch(store.Layout, batchRows));
        }

        var reader = Task.Factory.StartNew(() => Produce(firstBatch, fill, free, full, stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
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

    void Produce(long firstBatch, Action<int, int, Batch> fill, BlockingCollection<Batch> free, BlockingCollection<Batch> full, CancellationToken stop)
    {
        try
        {
            for (var first = firstBatch * batchRows; first < store.Rows; first += batchRows)
            {
                var batch = free.Take(stop);
                fill((int)first, (int)Math.Min(batchRows, store.Rows - first), batch);
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
}
