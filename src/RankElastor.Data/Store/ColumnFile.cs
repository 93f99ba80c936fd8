using System.IO.Hashing;
using Microsoft.Win32.SafeHandles;
using RankElastor.Data.Files;

namespace RankElastor.Data.Store;

/// <summary>A column file, read by position; reading is safe from several threads.</summary>
sealed class ColumnFile : IDisposable
{
    const int HashBlock = 1 << 20;
    readonly string _path;
    readonly SafeFileHandle _file;
    readonly long _bytes;

    /// <summary>Opens a file after checking its length.</summary>
    public ColumnFile(string path, StoredColumn column, long rows)
    {
        _path = path;
        Column = column;
        _bytes = rows * column.RowBytes;
        var info = new FileInfo(path);
        if (!info.Exists || info.Length != _bytes)
        {
            var fault = info.Exists ? $"truncated: {info.Length} bytes instead of {_bytes}" : "missing";
            throw new InputException($"{path}: {fault}; delete the cache folder and prepare the data again");
        }

        _file = File.OpenHandle(path);
    }

    public StoredColumn Column { get; }

    /// <summary>XXH3 (64 bits) of all bytes.</summary>
    public ulong Checksum()
    {
        var hash = new XxHash3();
        var block = new byte[Math.Min(HashBlock, _bytes)];
        for (var done = 0L; done < _bytes; done += block.Length)
        {
            var part = block.AsSpan(0, (int)Math.Min(block.Length, _bytes - done));
            ReadBytes(done, part);
            hash.Append(part);
        }

        return hash.GetCurrentHashAsUInt64();
    }

    /// <summary>Fills the span with the rows from <paramref name="firstRow"/> on.</summary>
    /// <exception cref="InputException">The file became shorter, or the disk fails.</exception>
    public void Read(long firstRow, Span<byte> into) => ReadBytes(firstRow * Column.RowBytes, into);

    void ReadBytes(long offset, Span<byte> into)
    {
        try
        {
            for (int read; into.Length > 0; into = into[read..], offset += read)
            {
                read = RandomAccess.Read(_file, into, offset);
                if (read == 0)
                {
                    throw new EndOfStreamException("the file ends early");
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{_path}: cannot read: {error.Message.ReplaceLineEndings(" ")}", error);
        }
    }

    public void Dispose() => _file.Dispose();
}
