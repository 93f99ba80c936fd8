using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using RankElastor.Data.Batches;
using RankElastor.Data.Schemas;

namespace RankElastor.Data.Store;

/// <summary>
/// Writes one split as a folder of columns. Everything goes to a temporary folder beside the target; <see cref="Complete"/> flushes and
/// renames it. Without it, disposal removes every trace.
/// </summary>
public sealed class ColumnStoreWriter : IDisposable
{
    internal static readonly JsonSerializerOptions Json = new() { WriteIndented = true, Converters = { new JsonStringEnumConverter() } };

    readonly string _folder;
    readonly string _temporary;
    readonly BatchLayout _layout;
    readonly IReadOnlyList<StoredColumn> _columns;
    readonly List<FileStream> _files = [];
    readonly List<XxHash3> _checksums = [];
    readonly byte[][] _buffers;
    long _rows;

    /// <summary>Starts a store that will appear at <paramref name="folder"/>, which must not exist.</summary>
    public ColumnStoreWriter(string folder, BatchLayout layout)
    {
        (_folder, _layout, _temporary) = (folder, layout, $"{folder}.tmp-{Environment.ProcessId}");
        _columns = StoredColumn.Of(layout);
        _buffers = new byte[_columns.Count][];
        Array.Fill(_buffers, []);
        Guarded(() =>
        {
            Directory.CreateDirectory(_temporary);
            foreach (var column in _columns)
            {
                _files.Add(new FileStream(Path.Combine(_temporary, column.File), FileMode.Create, FileAccess.Write, FileShare.None, 1));
                _checksums.Add(new XxHash3());
            }
        });
    }

    /// <summary>Bytes of the field at <paramref name="index"/> (the label behind the last) for the next <paramref name="rows"/> rows, to be filled.</summary>
    public Span<byte> Column(int index, int rows)
    {
        var bytes = rows * _columns[index].RowBytes;
        if (_buffers[index].Length < bytes)
        {
            _buffers[index] = new byte[bytes];
        }

        return _buffers[index].AsSpan(0, bytes);
    }

    /// <summary>The labels of the next rows, to be filled.</summary>
    public Span<float> Labels(int rows) => MemoryMarshal.Cast<byte, float>(Column(_columns.Count - 1, rows));

    /// <summary>Appends the rows whose columns were filled.</summary>
    public void Append(int rows) => Guarded(() =>
    {
        for (var index = 0; index < _columns.Count; index++)
        {
            var bytes = Column(index, rows);
            _checksums[index].Append(bytes);
            _files[index].Write(bytes);
        }

        _rows += rows;
    });

    /// <summary>Makes the store appear.</summary>
    public void Complete() => Guarded(() =>
    {
        foreach (var file in _files)
        {
            file.Flush(flushToDisk: true);
            file.Dispose();
        }

        var entries = _columns.Select((column, index) =>
            new StoreManifest.Entry(column.Name, column.File, column.Kind, column.Width, Hex(_checksums[index].GetCurrentHashAsUInt64())));
        var manifest = new StoreManifest(StoreManifest.CurrentFormat, _rows, SchemaHash(_layout.Schema), [.. entries]);
        DurableFile.Write(Path.Combine(_temporary, StoreManifest.FileName), stream => JsonSerializer.Serialize(stream, manifest, Json));
        Directory.Move(_temporary, _folder);
    });

    /// <summary>Removes what was not completed.</summary>
    public void Dispose()
    {
        _files.ForEach(file => file.Dispose());
        if (Directory.Exists(_temporary))
        {
            Directory.Delete(_temporary, recursive: true);
        }
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
            write();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Dispose();
            throw DurableFile.Failed(_folder, error);
        }
    }
}
