using Microsoft.Win32.SafeHandles;

namespace RankElastor.Data.Files;

/// <summary>What a disk is asked for.</summary>
enum DiskCall
{
    /// <summary>To take bytes.</summary>
    Write,

    /// <summary>To give a file or folder another name.</summary>
    Rename,

    /// <summary>To make bytes or names last.</summary>
    Sync,
}

/// <summary>The calls on which it depends whether a result lasts: all pass here, and none fails unheard.</summary>
static class Disk
{
    /// <summary>Heard before each call with the path; a test lets a disk fail here.</summary>
    public static Action<DiskCall, string>? Before { get; set; }

    /// <summary>Other processes may read but not write: an open file is a lock that dies with its process.</summary>
    public static FileShare Exclusive { get; } =
        OperatingSystem.IsWindows() ? FileShare.Read | FileShare.Delete : FileShare.None;

    /// <summary>Writes bytes at a position.</summary>
    public static void Write(SafeFileHandle file, string path, ReadOnlySpan<byte> bytes, long at)
    {
        Before?.Invoke(DiskCall.Write, path);
        RandomAccess.Write(file, bytes, at);
    }

    /// <summary>Makes a file's bytes last.</summary>
    public static void Sync(SafeFileHandle file, string path)
    {
        Before?.Invoke(DiskCall.Sync, path);
        NativeFile.Sync(file);
    }

    /// <summary>Makes the names in a folder last.</summary>
    public static void SyncFolder(string folder)
    {
        Before?.Invoke(DiskCall.Sync, folder);
        NativeFile.SyncFolder(folder);
    }

    /// <summary>Gives a file another name, in place of what has it.</summary>
    public static void RenameFile(string from, string to) => Rename(from, to, () => File.Move(from, to, true));

    /// <summary>Gives a folder another name, which must be free.</summary>
    public static void RenameFolder(string from, string to) => Rename(from, to, () => Directory.Move(from, to));

    static void Rename(string from, string to, Action rename)
    {
        Before?.Invoke(DiskCall.Rename, from);
        rename();
        SyncFolder(Path.GetDirectoryName(Path.GetFullPath(to))!);
    }
}
