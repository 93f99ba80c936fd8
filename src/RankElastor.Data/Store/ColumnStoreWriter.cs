using System.IO.Hashing;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using RankElastor.Data.Files;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Numerics.Threads;

namespace RankElastor.Data.Store;

/// <summary>
/// Writes one split as a folder of columns. Everything goes to a temporary folder beside the target;
/// <see cref="Complete"/> flushes and renames it. Without it, disposal removes every trace.
/// </summary>
sealed class ColumnStoreWriter : IDisposable
{
    internal static readonly JsonSerializerOptions Json =
        new JsonSerializerOptions { WriteIndented = true, Converters = { new JsonStringEnumConverter() } }.Strict();

    const int WriteRows = 1 << 14; // larger writes than a window's: the cost of a call no longer shows
    const int WriteIds = 1 << 22; // of sequences, whose rows may be long
    readonly string _folder;
    readonly string _temporary;
    readonly BatchLayout _layout;
    readonly IReadOnlyList<StoredColumn> _columns;
    readonly List<DiskStream> _files = [];
    readonly string _source;
    readonly List<XxHash3> _checksums = [];
    readonly byte[][] _buffers;
    readonly IdsWriter?[] _ids; // of sequences
    readonly Workers _workers;
    long _rows;
    int _pending;

    /// <summary>
    /// Starts a store that will appear at <paramref name="folder"/>, which must not exist, with the rows of
    /// <paramref name="source"/>: <see cref="StoreManifest.Source"/>.
    /// </summary>
    public ColumnStoreWriter(string folder, BatchLayout layout, Workers? workers = null, string source = "")
    {
        _folder = folder;
        _source = source;
        _layout = layout;
        _temporary = $"{folder}.tmp";
        _workers = workers ?? Workers.Sequential;
        _columns = StoredColumn.Of(layout);
        _buffers = new byte[_columns.Count][];
        _ids = new IdsWriter?[_columns.Count];
        Array.Fill(_buffers, []);
        Guarded(() =>
        {
            DurableFile.DeleteFolder(_temporary);
            DurableFile.CreateFolder(_temporary);
            for (var index = 0; index < _columns.Count; index++)
            {
                _files.Add(DiskStream.Create(Path.Combine(_temporary, _columns[index].File)));
                _checksums.Add(new XxHash3());
                _ids[index] = _columns[index].IdsFile is { } file
                    ? new IdsWriter(Path.Combine(_temporary, file)) : null;
            }
        });
    }

    /// <summary>Makes room for more rows; afterwards threads may fill different parts at the same time.</summary>
    public void Reserve(int rows)
    {
        for (var index = 0; index < _columns.Count; index++)
        {
            var bytes = (_pending + rows) * _columns[index].RowBytes;
            if (_buffers[index].Length < bytes)
            {
                Array.Resize(ref _buffers[index], Math.Max(bytes, 2 * _buffers[index].Length));
            }
        }
    }

    /// <summary>
    /// Bytes of the field at <paramref name="index"/> (labels and weight behind the last) for <paramref name="rows"/>
    /// of the reserved rows from <paramref name="first"/> on, to be filled; of a sequence a <see cref="StoredPlace"/>
    /// for each row.
    /// </summary>
    public Span<byte> Column(int index, int first, int rows)
    {
        var rowBytes = _columns[index].RowBytes;
        return _buffers[index].AsSpan((_pending + first) * rowBytes, rows * rowBytes);
    }

    /// <summary>Adds the ids of the next rows of a sequence, row behind row.</summary>
    public void AddIds(int index, ReadOnlySpan<int> ids) => _ids[index]!.Add(ids);

    public void Append(int rows)
    {
        _pending += rows;
        if (_pending >= WriteRows || Array.Exists(_ids, ids => ids?.Pending >= WriteIds))
        {
            Flush();
        }
    }

    /// <summary>The store appears; the manifest keeps the <paramref name="shares"/> of its values.</summary>
    public void Complete(IReadOnlyList<FieldShares>? shares = null)
    {
        Flush();
        Guarded(() => Finish(shares));
    }

    void Finish(IReadOnlyList<FieldShares>? shares)
    {
        foreach (var file in _files.Concat(_ids.OfType<IdsWriter>().Select(ids => ids.File)))
        {
            file.Sync();
            file.Dispose();
        }

        var entries = _columns.Select((column, index) =>
            new StoreManifest.Entry(column.Name, column.File, column.Kind, column.Width,
                Hex(_checksums[index].GetCurrentHashAsUInt64()))
            {
                Ids = _ids[index]?.Written ?? 0,
                IdsChecksum = _ids[index] is { } ids ? Hex(ids.Checksum) : null,
            });
        var manifest = new StoreManifest(
            StoreManifest.CurrentFormat, _source, _rows, SchemaHash(_layout.Schema), [.. entries])
        {
            Shares = shares,
        };
        DurableFile.Write(Path.Combine(_temporary, StoreManifest.FileName), stream =>
            JsonSerializer.Serialize(stream, manifest, Json));
        Disk.RenameFolder(_temporary, _folder);
    }

    void Flush() => Guarded(() =>
    {
        var failures = new Exception?[_columns.Count];
        _workers.ForEach(_columns.Count, index =>
        {
            var bytes = _buffers[index].AsSpan(0, _pending * _columns[index].RowBytes);
            try
            {
                _ids[index]?.Flush(StoredPlace.Of(bytes));
                _checksums[index].Append(bytes);
                _files[index].Write(bytes);
            }
            catch (InputException error)
            {
                failures[index] = error;
            }
        });
        if (Array.Find(failures, failure => failure is not null) is { } first)
        {
            ExceptionDispatchInfo.Throw(first);
        }

        _rows += _pending;
        _pending = 0;
    });

    public void Dispose()
    {
        _files.ForEach(file => file.Dispose());
        Array.ForEach(_ids, ids => ids?.File.Dispose());
        DurableFile.TryDelete(_temporary);
    }

    internal static string Hex(ulong hash) => hash.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);

    internal static string SchemaHash(Schema schema)
    {
        using var stream = new MemoryStream();
        FeatureMap.Write(stream, schema);
        return Hex(XxHash3.HashToUInt64(stream.ToArray()));
    }

    void Guarded(Action write)
    {
        try
        {
            DurableFile.Guarded(_folder, write);
        }
        catch (InputException)
        {
            Dispose();
            throw;
        }
    }
}
