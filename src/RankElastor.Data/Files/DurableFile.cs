using System.Security.Cryptography;
using System.Text.Json;

namespace RankElastor.Data.Files;

/// <summary>Files that appear whole or not at all, and reading them back with one-line errors.</summary>
public static class DurableFile
{
    const int BufferBytes = 1 << 16;
    const string Temporary = ".tmp-";
    const int BrokenPipe = 32; // EPIPE

    /// <summary>
    /// Writes to a temporary file beside the target, makes it last, and gives it the target's name. A link is followed.
    /// A device, pipe or open file (/dev/null, /dev/stdout) is written to directly; a file renamed over it would take
    /// its place.
    /// </summary>
    /// <exception cref="InputException">The disk failed or is full, or the folder cannot be written.</exception>
    public static void Write(string path, Action<Stream> write) => Write(path, write, null);

    /// <summary>The same; what is written to a file is added to the hash.</summary>
    internal static void Write(string path, Action<Stream> write, IncrementalHash? hash)
    {
        if (OpenDevice(path) is { } device)
        {
            Guarded(path, () => WriteDevice(device, write));
            return;
        }

        Guarded(path, () =>
        {
            var target = Link(new FileInfo(path), all: true)?.FullName ?? path;
            Sweep(Path.GetDirectoryName(Path.GetFullPath(target))!, Path.GetFileName(target));
            var temporary = $"{target}{Temporary}{Path.GetRandomFileName()}";
            Leftovers.Add(temporary);
            try
            {
                using var file = DiskStream.Create(temporary, path, hash);
                var buffer = new BufferedStream(file, BufferBytes);
                write(buffer);
                buffer.Flush();
                file.Sync();
                Disk.RenameFile(temporary, target); // still open, so that no sweep takes it for abandoned
            }
            finally
            {
                TryDelete(temporary);
                Leftovers.Remove(temporary);
            }
        });
    }

    /// <summary>A pipe whose reader has seen enough is no failure.</summary>
    static void WriteDevice(FileStream device, Action<Stream> write)
    {
        try
        {
            using (device)
            {
                write(device);
            }
        }
        catch (IOException gone) when (gone.HResult == BrokenPipe)
        {
            // and nobody is left to write to
        }
    }

    /// <summary>Removes temporary files of writers that were killed, of names that begin so.</summary>
    public static void Sweep(string folder, string name = "")
    {
        var left = Directory.EnumerateFiles(folder).Where(path => IsTemporary(Path.GetFileName(path), name)).ToList();
        foreach (var path in left)
        {
            try
            {
                File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.None).Dispose();
                File.Delete(path);
            }
            catch (Exception error) when (IsFailure(error))
            {
                // its writer lives
            }
        }
    }

    /// <summary>Creates a folder and those above it.</summary>
    /// <exception cref="InputException">The disk failed or is full, or the folder above cannot be written.</exception>
    public static void CreateFolder(string folder)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        var above = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        if (above is not null)
        {
            CreateFolder(above);
        }

        Guarded(folder, () =>
        {
            Directory.CreateDirectory(folder);
            Disk.SyncFolder(above ?? folder);
        });
    }

    /// <summary>Gives a folder another name, which must be free.</summary>
    /// <exception cref="InputException">The disk failed, or the folder above cannot be written.</exception>
    public static void MoveFolder(string folder, string name) => Guarded(folder, () => Disk.RenameFolder(folder, name));

    /// <summary>Deletes a file, if it is there, for good.</summary>
    /// <exception cref="InputException">The folder cannot be written.</exception>
    public static void Delete(string path)
    {
        if (File.Exists(path))
        {
            Guarded(path, () =>
            {
                File.Delete(path);
                Disk.SyncFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
            });
        }
    }

    /// <summary>Deletes a folder with all that is in it, if it is there.</summary>
    internal static void DeleteFolder(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Deletes a file or folder; what cannot be deleted stays, to be swept later.</summary>
    internal static void TryDelete(string path)
    {
        try
        {
            DeleteFolder(path);
            File.Delete(path);
        }
        catch (Exception error) when (IsFailure(error))
        {
            // a failure on the way out must not hide the first one
        }
    }

    /// <summary>Reads a JSON file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="read">Makes what is returned of its text.</param>
    /// <param name="remedy">What the line about a damaged file says of what can be done.</param>
    /// <exception cref="InputException">The file is missing, damaged, or not what is expected.</exception>
    public static T ReadJson<T>(
        string path, Func<JsonDocument, T> read, string remedy = "delete the folder and prepare the data again")
    {
        if (!File.Exists(path))
        {
            throw new InputException(
                $"{path}: no such file; the folder is incomplete, delete it and prepare the data again");
        }

        return Decoding.Of(
            path,
            "what was written there",
            () =>
            {
                using var stream = File.OpenRead(path);
                using var document = JsonDocument.Parse(stream);
                return read(document) ?? throw new JsonException("empty");
            },
            remedy);
    }

    /// <summary>Does what may fail on a path; a failure becomes one line.</summary>
    internal static T Guarded<T>(string path, Func<T> act, string what = "write")
    {
        try
        {
            return act();
        }
        catch (Exception error) when (IsFailure(error))
        {
            throw Failed(path, error, what);
        }
    }

    /// <inheritdoc cref="Guarded{T}"/>
    internal static void Guarded(string path, Action act) => Guarded(path, () =>
    {
        act();
        return true;
    });

    /// <summary>Whether a file or folder failed, rather than the program.</summary>
    internal static bool IsFailure(Exception error) => error is IOException or UnauthorizedAccessException;

    /// <summary>The one line for a file that could not be written.</summary>
    public static InputException Failed(string path, Exception error, string what = "write") =>
        new($"{path}: cannot {what}: {error.Message.ReplaceLineEndings(" ")}", error);

    /// <summary>Opens what is written to directly: no regular file, or one by the name of a stream.</summary>
    static FileStream? OpenDevice(string path)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(path))
        {
            return null;
        }

        FileStream? stream = null;
        try
        {
            stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, BufferBytes);
            if (!IsStream(path) && stream.CanSeek)
            {
                RandomAccess.SetLength(stream.SafeFileHandle, stream.Length); // a device has none that could be set
                stream.Dispose();
                return null;
            }
        }
        catch (Exception error) when (IsFailure(error))
        {
            // not opened: a file that may be replaced all the same; opened: a device
        }

        return stream;
    }

    /// <summary>Whether a name or a link on its way means what a process has open.</summary>
    static bool IsStream(string path)
    {
        for (FileSystemInfo? name = new FileInfo(path); name is not null; name = Link(name, all: false))
        {
            if (name.FullName.StartsWith("/proc/", StringComparison.Ordinal)
                || name.FullName.StartsWith("/dev/fd/", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    static FileSystemInfo? Link(FileSystemInfo name, bool all) =>
        name.LinkTarget is null ? null : name.ResolveLinkTarget(all);

    static bool IsTemporary(string file, string name) =>
        file.StartsWith(name, StringComparison.Ordinal)
        && file.IndexOf(Temporary, name.Length, StringComparison.Ordinal) is var at
        && (name.Length == 0 ? at > 0 : at == name.Length);
}
