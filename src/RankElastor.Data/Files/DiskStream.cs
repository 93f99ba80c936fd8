using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace RankElastor.Data.Files;

/// <summary>A file that is written from its end on, without a buffer: each write is one call of the system.</summary>
public sealed class DiskStream : Stream
{
    readonly SafeFileHandle _file;
    readonly string _path;
    readonly string _name;
    readonly IncrementalHash? _hash;

    DiskStream(string path, FileMode mode, FileShare share, string name, IncrementalHash? hash = null)
    {
        (_path, _name, _hash) = (path, name, hash);
        _file = DurableFile.Guarded(name, () => File.OpenHandle(path, mode, FileAccess.Write, share));
    }

    /// <summary>
    /// Makes a new file that no other process may open; errors call it by <paramref name="name"/>, and what is
    /// written is added to the hash.
    /// </summary>
    /// <exception cref="InputException">It is there, or the folder cannot be written.</exception>
    internal static DiskStream Create(string path, string? name = null, IncrementalHash? hash = null) =>
        new(path, FileMode.CreateNew, Disk.Exclusive, name ?? path, hash);

    /// <summary>Opens a file to write behind what it holds, or makes it; others may read it meanwhile.</summary>
    /// <exception cref="InputException">It cannot be opened.</exception>
    public static DiskStream Append(string path) => new(path, FileMode.OpenOrCreate, FileShare.ReadWrite, path);

    /// <inheritdoc/>
    public override long Length => RandomAccess.GetLength(_file);

    /// <summary>The place of the next byte: the end.</summary>
    public override long Position { get => Length; set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <summary>Adds bytes at the end.</summary>
    /// <exception cref="InputException">The disk failed or is full.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            Disk.Write(_file, _path, buffer, Length);
            _hash?.AppendData(buffer);
        }
        catch (Exception error) when (DurableFile.IsFailure(error))
        {
            throw DurableFile.Failed(_name, error);
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Makes what was written last through a crash of the machine.</summary>
    /// <exception cref="InputException">The disk failed or is full.</exception>
    public void Sync() => DurableFile.Guarded(_name, () => Disk.Sync(_file, _path));

    /// <summary>Cuts the file to a length.</summary>
    /// <exception cref="InputException">The disk failed.</exception>
    public override void SetLength(long value) =>
        DurableFile.Guarded(_name, () => RandomAccess.SetLength(_file, value));

    /// <summary>Nothing waits in memory.</summary>
    public override void Flush() { }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _file.Dispose();
        base.Dispose(disposing);
    }
}
