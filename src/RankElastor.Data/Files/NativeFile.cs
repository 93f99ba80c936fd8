using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace RankElastor.Data.Files;

/// <summary>The system calls whose failure .NET swallows, and those that it does not offer.</summary>
static partial class NativeFile
{
    const string LibC = "libc";
    const int NotAllowed = 13; // EACCES
    const int Interrupted = 4; // EINTR
    const int Invalid = 22; // EINVAL: this file system has nothing to sync here

    static NativeFile() =>
        // the program's own symbols rather than the library's, so that a preloaded library that injects faults is heard
        NativeLibrary.SetDllImportResolver(typeof(NativeFile).Assembly, (name, _, _) =>
            name == LibC ? NativeLibrary.GetMainProgramHandle() : 0);

    static int CloseOnExec => OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000;

    static int NotSupported => OperatingSystem.IsMacOS() ? 45 : 95;

    /// <summary>Brings a file's bytes and length to the disk.</summary>
    /// <exception cref="IOException">The disk failed or is full.</exception>
    public static void Sync(SafeFileHandle file)
    {
        if (OperatingSystem.IsWindows())
        {
            Check(FlushFileBuffers(file) ? 0 : Marshal.GetLastPInvokeError());
            return;
        }

        int error;
        do
        {
            error = FSync(file) == 0 ? 0 : Marshal.GetLastPInvokeError();
        }
        while (error == Interrupted);

        Check(error == Invalid || error == NotSupported ? 0 : error);
        if (OperatingSystem.IsMacOS())
        {
            RandomAccess.FlushToDisk(file); // there, fsync leaves them in the drive's memory
        }
    }

    /// <summary>Brings a folder's names to the disk; nothing where it may not be read, or on Windows.</summary>
    /// <exception cref="IOException">The disk failed or is full.</exception>
    public static void SyncFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var opened = Open(folder, CloseOnExec);
        if (!opened.IsInvalid)
        {
            Sync(opened);
        }
        else if (Marshal.GetLastPInvokeError() is not NotAllowed and var error)
        {
            Check(error);
        }
    }

    /// <summary>Opens a file to read, however it is locked; null where there is none.</summary>
    public static SafeFileHandle? OpenLocked(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return File.Exists(path)
                ? File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)
                : null;
        }

        var opened = Open(path, CloseOnExec);
        if (!opened.IsInvalid)
        {
            return opened;
        }

        opened.Dispose();
        return null;
    }

    static void Check(int error)
    {
        if (error != 0)
        {
            throw new IOException(new Win32Exception(error).Message, error);
        }
    }

    [LibraryImport(LibC, EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(SafeFileHandle file);

    [LibraryImport(LibC, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool FlushFileBuffers(SafeFileHandle file);
}
