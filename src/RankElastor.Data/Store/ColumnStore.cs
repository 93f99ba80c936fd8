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
    readonly List<ColumnFile?> _ids = []; // of sequences
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
            foreach (var (column, entry) in columns.Zip(manifest.Columns))
            {
                store._columns.Add(new ColumnFile(Path.Combine(folder, column.File), column, manifest.Rows));
                store._ids.Add(column.IsSequence
                    ? new ColumnFile(Path.Combine(folder, column.IdsFile!), column.Ids, entry.Ids) : null);
            }

            store.Ids = manifest.Columns.Sum(entry => entry.Ids);

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
    public long Bytes => (long)Rows * RowImage.BytesOf(Layout) + sizeof(int) * Ids;

    /// <summary>The mean of a row, rounded up.</summary>
    internal long RowBytes => Rows == 0 ? RowImage.BytesOf(Layout) : (Bytes + Rows - 1) / Rows;

    /// <summary>Ids of all sequences.</summary>
    long Ids { get; set; }

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
        var parts = new List<(int First, int Count, long Place, long Ids)>();
        var ids = 0L;
        var place = 0L;
        foreach (var range in ranges)
        {
            for (var done = 0; done < range.Count; done += LoadRows)
            {
                var count = Math.Min(LoadRows, range.Count - done);
                parts.Add((range.First + done, count, place, ids));
                place += count;
                ids += IdsOf(range.First + done, count);
            }
        }

        image.ReserveIds(ids);
        InOrder.ForEach(Workers, parts.Count, index =>
        {
            var part = parts[index];
            LoadPart(part.First, part.Count, part.Place, part.Ids, image);
        });
    }

    /// <summary>How many ids the sequences of some rows have.</summary>
    long IdsOf(int first, int count)
    {
        var sum = 0L;
        foreach (var column in _columns)
        {
            sum += column.Column.IsSequence ? EndOf(column, first + count) - EndOf(column, first) : 0;
        }

        return sum;
    }

    /// <summary>Where the ids of the rows before this one end.</summary>
    static long EndOf(ColumnFile column, int row)
    {
        if (row == 0)
        {
            return 0;
        }

        Span<byte> place = stackalloc byte[column.Column.RowBytes];
        column.Read(row - 1, place);
        return StoredPlace.Of(place)[0].End;
    }

    void LoadPart(int first, int count, long place, long idsPlace, RowImage image)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(count * _columns.Max(file => file.Column.RowBytes));
        for (var index = 0; index < _columns.Count; index++)
        {
            var values = bytes.AsSpan(0, count * _columns[index].Column.RowBytes);
            _columns[index].Read(first, values);
            if (_ids[index] is not { } ids)
            {
                image.Fill(_columns[index].Column, place, values);
                continue;
            }

            var begin = EndOf(_columns[index], first);
            image.FillPlaces(_columns[index].Column, place, StoredPlace.Of(values), begin, idsPlace);
            var number = StoredPlace.Of(values)[^1].End - begin;
            ids.Read(begin, image.Ids(idsPlace, number));
            idsPlace += number;
        }

        ArrayPool<byte>.Shared.Return(bytes);
    }

    /// <summary>Closes all columns.</summary>
    public void Dispose()
    {
        _columns.ForEach(column => column.Dispose());
        _ids.ForEach(ids => ids?.Dispose());
        _whole?.Dispose();
        _whole = null;
    }

    void Verify(StoreManifest manifest, string folder) => InOrder.ForEach(Workers, _columns.Count, index =>
    {
        Check(_columns[index], manifest.Columns[index].Checksum);
        if (_ids[index] is { } ids)
        {
            Check(ids, manifest.Columns[index].IdsChecksum);
        }

        void Check(ColumnFile file, string? checksum)
        {
            if (ColumnStoreWriter.Hex(file.Checksum()) != checksum)
            {
                throw new InputException($"{Path.Combine(folder, file.Column.File)}: wrong checksum, the file is "
                    + "damaged; delete the cache folder and prepare the data again");
            }
        }
    });
}
