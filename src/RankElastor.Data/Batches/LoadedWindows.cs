using RankElastor.Data.Store;

namespace RankElastor.Data.Batches;

/// <summary>
/// The windows of a pass in memory, one after another, the next read while the present one is in use: at most two
/// images. Where the store has one thread, the caller reads. A window of the whole split that is shuffled is the
/// store's own image, which stays for the next epoch.
/// </summary>
sealed class LoadedWindows(ColumnStore store, RowOrder order, CancellationToken stop) : IDisposable
{
    readonly RowImage?[] _images = new RowImage?[2];
    Task? _loading;

    /// <summary>
    /// Images and row orders, from the window with row <paramref name="skip"/> of the pass on; the first may start
    /// behind its first row.
    /// </summary>
    public IEnumerable<(RowImage Image, ReadOnlyMemory<int> Rows)> From(long skip)
    {
        var index = 0;
        for (; index < order.Windows.Count && skip >= order.Windows[index].Rows; index++)
        {
            skip -= order.Windows[index].Rows;
        }

        for (var next = Start(index); next is not null;)
        {
            var (image, rows) = next.GetAwaiter().GetResult();
            next = Start(++index);
            yield return (image, rows.AsMemory((int)skip));
            skip = 0;
        }
    }

    Task<(RowImage Image, int[] Rows)>? Start(int index)
    {
        if (index >= order.Windows.Count || stop.IsCancellationRequested)
        {
            return null;
        }

        if (store.Workers.Threads == 1)
        {
            return Task.FromResult(Load(index));
        }

        var loading = Task.Run(() => Load(index), CancellationToken.None);
        _loading = loading;
        return loading;
    }

    (RowImage, int[]) Load(int index)
    {
        var window = order.Windows[index];
        if (window.Random is not null && window.Rows == store.Rows && window.Ranges.Count == 1)
        {
            return (store.Whole, window.Rank());
        }

        ref var image = ref _images[index % 2];
        image ??= new RowImage(store.Layout, order.Windows.Max(each => each.Rows));
        store.Load(window.Ranges, image);
        return (image, window.Rank());
    }

    public void Dispose()
    {
        ((IAsyncResult?)_loading)?.AsyncWaitHandle.WaitOne();
        foreach (var image in _images)
        {
            image?.Dispose();
        }
    }
}
