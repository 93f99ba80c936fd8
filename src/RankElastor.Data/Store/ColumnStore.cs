using System.Buffers;
using System.Text.Json;
using RankElastor.Data.Files;
using RankElastor.Data.Rows;
using RankElastor.Numerics.Threads;

namespace RankElastor.Data.Store;

/// <summary>One split, encoded, on disk. Reading is safe from several threads.</summary>
public sealed class ColumnStore : IDisposable
{
    const int LoadRows = 1 << 12; // a part of the image that is filled column after column stays in cache
    readonly List<ColumnFile> _columns = [];
    RowImage? _whole;

    ColumnStore(BatchLayout layout, int rows, Workers workers)
    {
        Layout = layout;
        Rows = rows;
        Workers = workers;
    }

    /// <summary>Where each field lies in a batch.</summary>
    public BatchLayout Layout { get; }

    /// <summary>Rows in the split.</summary>
    public int Rows { get; }

    /// <summary>
    /// Missing and unknown values by field, counted when the rows were encoded; null in stores of earlier versions.
    /// </summary>
    public IReadOnlyList<FieldShares>? Shares { get; private init; }

    /// <summary>Threads that verify and load.</summary>
    internal Workers Workers { get; set; }

    /// <summary>
    /// Opens a folder and verifies its schema, whose rows it holds (<paramref name="source"/>, as it was written), and
    /// the length and checksum of every column. The <paramref name="workers"/> verify and load; without them the
    /// caller's thread does.
    /// </summary>
    /// <exception cref="InputException">
    /// The folder is incomplete, damaged or of another schema: the file and the cure.
    /// </exception>
    public static ColumnStore Open(
        string folder, BatchLayout layout, Workers? workers = null, string source = "")
    {
        var path = Path.Combine(folder, StoreManifest.FileName);
        var manifest = DurableFile.ReadJson(path, document =>
            document.Deserialize<StoreManifest>(ColumnStoreWriter.Json))!;
        var columns = StoredColumn.Of(layout);
        if (manifest.Format != StoreManifest.CurrentFormat
            || manifest.SchemaHash != ColumnStoreWriter.SchemaHash(layout.Schema)
            || manifest.Columns.Count != columns.Count || manifest.Rows is < 0 or > int.MaxValue)
        {
            throw new InputException(
                $"{path}: written for another schema or version; delete the cache folder and prepare the data again");
        }

        if (manifest.Source != source)
        {
            throw new InputException($"{path}: the rows of another split, data set or vocabulary ('{manifest.Source}' "
                + $"instead of '{source}'); delete the cache folder and prepare the data again");
        }

        var store = new ColumnStore(layout, (int)manifest.Rows, workers ?? Workers.Sequential)
        {
            Shares = manifest.Shares,
        };
        try
        {
            foreach (var column in columns)
            {
                store._columns.Add(new ColumnFile(Path.Combine(folder, column.File), column, manifest.Rows));
            }

            store.Verify(manifest, folder);
        }
        catch
        {
            store.Dispose();
            throw;
        }

        return store;
    }

    /// <summary>Bytes of the split in memory.</summary>
    public long Bytes => (long)Rows * RowImage.BytesOf(Layout);

    /// <summary>
    /// Copies rows, in the order given, into a batch; rows may repeat. The whole split is then kept in memory.
    /// </summary>
    public void Read(ReadOnlySpan<int> rows, Batch into)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows.Length, into.Capacity, nameof(rows));
        foreach (var row in rows)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Rows, nameof(rows));
        }

        Whole.Gather(rows, into, 0);
        into.Rows = rows.Length;
    }

    /// <summary>The whole split in memory, read at the first call and kept.</summary>
    internal RowImage Whole
    {
        get
        {
            lock (_columns)
            {
                if (_whole is null)
                {
                    _whole = new RowImage(Layout, Rows);
                    Load([new RowRange(0, Rows)], _whole);
                }

                return _whole;
            }
        }
    }

    /// <summary>Reads ranges of rows, one behind the other, into an image.</summary>
    internal void Load(IReadOnlyList<RowRange> ranges, RowImage image)
    {
        var parts = new List<(int First, int Count, long Place)>();
        var place = 0L;
        foreach (var range in ranges)
        {
            for (var done = 0; done < range.Count; done += LoadRows)
            {
                var count = Math.Min(LoadRows, range.Count - done);
                parts.Add((range.First + done, count, place));
                place += count;
            }
        }

        InOrder.ForEach(
            Workers, parts.Count, index => LoadPart(parts[index].First, parts[index].Count, parts[index].Place, image));
    }

    void LoadPart(int first, int count, long place, RowImage image)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(count * _columns.Max(file => file.Column.RowBytes));
        for (var index = 0; index < _columns.Count; index++)
        {
            var values = bytes.AsSpan(0, count * _columns[index].Column.RowBytes);
            _columns[index].Read(first, values);
            image.Fill(_columns[index].Column, place, values);
        }

        ArrayPool<byte>.Shared.Return(bytes);
    }

    /// <summary>Closes all columns.</summary>
    public void Dispose()
    {
        _columns.ForEach(column => column.Dispose());
        _whole?.Dispose();
        _whole = null;
    }

    void Verify(StoreManifest manifest, string folder) => InOrder.ForEach(Workers, _columns.Count, index =>
    {
        if (ColumnStoreWriter.Hex(_columns[index].Checksum()) != manifest.Columns[index].Checksum)
        {
            var path = Path.Combine(folder, _columns[index].Column.File);
            throw new InputException(
                $"{path}: wrong checksum, the file is damaged; delete the cache folder and prepare the data again");
        }
    });
}
