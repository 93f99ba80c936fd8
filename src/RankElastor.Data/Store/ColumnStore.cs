using System.Text.Json;
using RankElastor.Data.Batches;

namespace RankElastor.Data.Store;

/// <summary>One split, encoded and memory-mapped. Reading is safe from several threads.</summary>
public sealed class ColumnStore : IDisposable
{
    readonly List<MappedColumn> _columns = [];

    ColumnStore(BatchLayout layout, int rows) => (Layout, Rows) = (layout, rows);

    /// <summary>Where each field lies in a batch.</summary>
    public BatchLayout Layout { get; }

    /// <summary>Rows in the split.</summary>
    public int Rows { get; }

    /// <summary>Opens a folder and verifies its schema, and the length and checksum of every column.</summary>
    /// <exception cref="InputException">The folder is incomplete, damaged or of another schema: the file and the cure.</exception>
    public static ColumnStore Open(string folder, BatchLayout layout)
    {
        var path = Path.Combine(folder, StoreManifest.FileName);
        var manifest = DurableFile.ReadJson(path, document => document.Deserialize<StoreManifest>(ColumnStoreWriter.Json))!;
        var columns = StoredColumn.Of(layout);
        if (manifest.Format != StoreManifest.CurrentFormat || manifest.SchemaHash != ColumnStoreWriter.SchemaHash(layout.Schema)
            || manifest.Columns.Count != columns.Count || manifest.Rows is < 0 or > int.MaxValue)
        {
            throw new InputException($"{path}: written for another schema or version; delete the cache folder and prepare the data again");
        }

        var store = new ColumnStore(layout, (int)manifest.Rows);
        try
        {
            for (var index = 0; index < columns.Count; index++)
            {
                store.Add(Path.Combine(folder, columns[index].File), columns[index], manifest.Columns[index].Checksum);
            }
        }
        catch
        {
            store.Dispose();
            throw;
        }

        return store;
    }

    /// <summary>Copies rows, in the order given, into a batch; rows may repeat.</summary>
    public void Read(ReadOnlySpan<int> rows, Batch into)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows.Length, into.Capacity, nameof(rows));
        foreach (var row in rows)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Rows, nameof(rows));
        }

        into.Rows = rows.Length;
        for (var index = 0; index < _columns.Count - 1; index++)
        {
            switch (_columns[index].Column.Kind)
            {
                case ElementKind.Int32:
                    _columns[index].Gather(rows, into.Ids.AsSpan(), Layout.IdColumns);
                    break;
                case ElementKind.Float32:
                    _columns[index].Gather(rows, into.Numbers.AsSpan(), Layout.NumberColumns);
                    break;
                default:
                    _columns[index].Gather(rows, into.Meta.AsSpan(), Layout.MetaColumns);
                    break;
            }
        }

        _columns[^1].Gather(rows, into.Labels.AsSpan(), 1);
    }

    /// <summary>Copies consecutive rows into a batch.</summary>
    public void ReadRange(long first, int count, Batch into)
    {
        var rows = new int[count];
        for (var index = 0; index < count; index++)
        {
            rows[index] = checked((int)first + index);
        }

        Read(rows, into);
    }

    /// <summary>Unmaps all columns.</summary>
    public void Dispose() => _columns.ForEach(column => column.Dispose());

    void Add(string path, StoredColumn column, string checksum)
    {
        var mapped = new MappedColumn(path, column, Rows);
        _columns.Add(mapped);
        if (ColumnStoreWriter.Hex(mapped.Checksum()) != checksum)
        {
            throw new InputException($"{path}: wrong checksum, the file is damaged; delete the cache folder and prepare the data again");
        }
    }
}
