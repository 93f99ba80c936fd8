using System.Text;
using Microsoft.Win32.SafeHandles;

namespace RankElastor.Data.Files;

/// <summary>
/// Owning something that several processes could write: a file that is held open and locked by the system. The lock
/// ends with the process however that ends, and holds across containers that share the folder. The file is removed
/// when the lock is given back; one that a killed process left is taken over.
/// </summary>
public sealed class FileLock : IDisposable
{
    static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(20);
    readonly SafeFileHandle _file;

    FileLock(string path, SafeFileHandle file) => (Path, _file) = (path, file);

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Takes the lock, or returns null where another owner lives.</summary>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static FileLock? TryTake(string path)
    {
        var signature = Encoding.UTF8.GetBytes($"{Environment.ProcessId} {Environment.MachineName} {Guid.NewGuid()}");
        while (true)
        {
            SafeFileHandle? file = null;
            try
            {
                file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, Disk.Exclusive);
                RandomAccess.Write(file, signature, 0);
                RandomAccess.SetLength(file, signature.Length);
                if (Read(path).SequenceEqual(signature))
                {
                    return new FileLock(path, file);
                }

                file.Dispose(); // its owner removed it between our opening and our locking
            }
            catch (IOException error) when (IsShared(error))
            {
                return null;
            }
            catch (Exception error) when (DurableFile.IsFailure(error))
            {
                file?.Dispose();
                throw DurableFile.Failed(path, error);
            }
        }
    }

    /// <summary>Takes the lock as soon as it is free; <paramref name="waiting"/> hears the owner, once.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was set.</exception>
    public static FileLock Take(string path, Action<string> waiting, CancellationToken stop = default)
    {
        for (var tries = 1; ; tries++)
        {
            if (TryTake(path) is { } taken)
            {
                return taken;
            }

            if (tries == 10) // shorter: somebody has only looked whether it is free
            {
                waiting(Owner(path));
            }

            stop.ThrowIfCancellationRequested();
            Thread.Sleep(_pause);
        }
    }

    /// <summary>Who holds a lock, in words.</summary>
    public static string Owner(string path) =>
        Signature(path) is [var process, var machine, _] ? $"process {process} on {machine}" : "another process";

    /// <summary>Whether a file is a lock of ours, held or left, and not somebody's file of that name.</summary>
    internal static bool IsLock(string path) => Signature(path) is [_, _, var mark] && Guid.TryParse(mark, out _);

    /// <summary>Gives the lock back.</summary>
    public void Dispose()
    {
        if (!_file.IsClosed)
        {
            DurableFile.TryDelete(Path);
            _file.Dispose();
        }
    }

    static string[] Signature(string path) => Encoding.UTF8.GetString(Read(path)).Split(' ');

    static byte[] Read(string path)
    {
        using var file = NativeFile.OpenLocked(path);
        var bytes = new byte[512];
        return file is null ? [] : bytes[..RandomAccess.Read(file, bytes, 0)];
    }

    static bool IsShared(IOException error) => // EWOULDBLOCK of Linux and macOS, sharing violation of Windows
        error.HResult is 11 or 35 or unchecked((int)0x80070020);
}
