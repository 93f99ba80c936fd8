using System.Runtime.InteropServices;

namespace RankElastor.Native;

/// <summary>glibc's malloc parameters. Where glibc is not the C library nothing happens.</summary>
static unsafe class Allocator
{
    const int TrimThreshold = -1, TopPad = -2, MmapMax = -4; // M_… of malloc.h
    static readonly Lazy<string> _kept = new(Keep);

    /// <summary>Tells malloc, once in the process, to keep what it has; returns what took effect.</summary>
    public static string KeepMemory() => _kept.Value;

    /// <summary>
    /// Leaves malloc as it is; returns whether it was told to keep memory before, which cannot be taken back.
    /// </summary>
    public static string LeaveMemory() =>
        _kept.IsValueCreated ? $"{_kept.Value}: asked before in this process" : "off: asked";

    static string Keep()
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad("libc.so.6", out var libc)
            || !NativeLibrary.TryGetExport(libc, "gnu_get_libc_version", out _)
            || !NativeLibrary.TryGetExport(libc, "mallopt", out var address))
        {
            return "off: the C library is not glibc";
        }

        var mallopt = (delegate* unmanaged<int, int, int>)address;
        var done = mallopt(MmapMax, 0) & mallopt(TrimThreshold, int.MaxValue) & mallopt(TopPad, 256 << 20);
        return done == 1 ? "on" : "refused by malloc";
    }
}
