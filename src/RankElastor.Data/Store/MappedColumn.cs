using System.IO.Hashing;
using System.IO.MemoryMappedFiles;

namespace RankElastor.Data.Store;

/// <summary>A column file in memory-mapped form.</summary>
sealed unsafe class MappedColumn : IDisposable
{
    const int HashBlock = 1 << 26;
    readonly MemoryMappedFile? _file;
    readonly MemoryMappedViewAccessor? _view;
    readonly byte* _start;
    readonly long _bytes;

    /// <summary>Maps a file after checking its length.</summary>
    public MappedColumn(string path, StoredColumn column, long rows)
    {
        Column = column;
        _bytes = rows * column.RowBytes;
        var info = new FileInfo(path);
        if (!info.Exists || info.Length != _bytes)
        {
            throw new InputException($"{path}: {(info.Exists ? $"truncated: {info.Length} bytes instead of {_bytes}" : "missing")}; delete the cache folder and prepare the data again");
        }

        if (_bytes > 0)
        {
            _file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
            _view = _file.CreateViewAccessor(0, _bytes, MemoryMappedFileAccess.Read);
            byte* start = null;
            _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
            _start = start + _view.PointerOffset;
        }
    }

    /// <summary>What is stored.</summary>
    public StoredColumn Column { get; }

    /// <summary>XXH3 (64 bits) of all bytes.</summary>
    public ulong Checksum()
    {
        var hash = new XxHash3();
        for (var done = 0L; done < _bytes; done += HashBlock)
        {
            hash.Append(new ReadOnlySpan<byte>(_start + done, (int)Math.Min(HashBlock, _bytes - done)));
        }

        return hash.GetCurrentHashAsUInt64();
    }

    /// <summary>Copies chosen rows into a row-major matrix with <paramref name="stride"/> elements a row, from this column's offset on.</summary>
    public void Gather<T>(ReadOnlySpan<int> rows, Span<T> matrix, int stride) where T : unmanaged
    {
        var source = (T*)_start;
        var width = Column.Width;
        if (width == 1)
        {
            for (int index = 0, place = Column.Offset; index < rows.Length; index++, place += stride)
            {
                matrix[place] = source[rows[index]];
            }

            return;
        }

        for (int index = 0, place = Column.Offset; index < rows.Length; index++, place += stride)
        {
            new ReadOnlySpan<T>(source + (long)rows[index] * width, width).CopyTo(matrix[place..]);
        }
    }

    /// <summary>Unmaps the file.</summary>
    public void Dispose()
    {
        if (_start != null)
        {
            _view!.SafeMemoryMappedViewHandle.ReleasePointer();
        }

        _view?.Dispose();
        _file?.Dispose();
    }
}
