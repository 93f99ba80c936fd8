using System.Runtime.InteropServices;

namespace RankElastor.Native;

/// <summary>
/// Lets the numbers that TorchSharp hands to libtorch live until after the call. <c>x + y</c> and <c>x * 2</c> make a
/// <see cref="TorchSharp.Scalar"/> that nothing refers to once its address was read: a garbage collection at that
/// moment frees it, and libtorch reads freed memory ("Expected false to be true", from Scalar.h). Seen about once in
/// 1,500 collections of a thread that does nothing but add. So the first instruction of <c>THSTorch_dispose_scalar</c>
/// becomes a jump to <see cref="Later"/>, which frees a number two collections later.
/// </summary>
/// <remarks>
/// To delete when TorchSharp keeps its scalars alive during the call. Tensors have the same trouble outside dispose
/// scopes: a scope holds them.
/// </remarks>
static unsafe class ScalarLifetime
{
    const int Read = 1, Write = 2, Execute = 4, PrivateAnonymous = 0x22, NoReplace = 0x100000; // of sys/mman.h
    const int Page = 4096, Step = 1 << 20, MostSteps = 1000; // a jump reaches 2 GiB
    const int CollectionsKept = 2;
    const int Known = 0x74FF8548; // test rdi, rdi; je: how the function begins
    static readonly Lazy<string> _late = new(Install);
    static readonly Queue<(nint Scalar, int Collection)> _waiting = new();

    /// <summary>From now on, in the whole process; libtorch must be loaded. Returns what took effect.</summary>
    public static string FreeLate() => _late.Value;

    /// <summary>Takes the place of TorchSharp's function, mostly on the finalizer's thread.</summary>
    [UnmanagedCallersOnly]
    static void Later(nint scalar)
    {
        if (scalar == 0)
        {
            return;
        }

        lock (_waiting)
        {
            var now = GC.CollectionCount(0);
            _waiting.Enqueue((scalar, now));
            while (_waiting.Peek().Collection <= now - CollectionsKept)
            {
                NativeMemory.Free((void*)_waiting.Dequeue().Scalar); // as operator delete does
            }
        }
    }

    static string Install()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            return "off: only on Linux x64";
        }

        if (!NativeLibrary.TryLoad("libc.so.6", out var libc)
            || !NativeLibrary.TryGetExport(libc, "mmap", out var mmap)
            || !NativeLibrary.TryGetExport(libc, "mprotect", out var mprotect)
            || !NativeLibrary.TryLoad("LibTorchSharp", typeof(TorchSharp.torch).Assembly, null, out var torch)
            || !NativeLibrary.TryGetExport(torch, "THSTorch_dispose_scalar", out var dispose)
            || dispose % sizeof(long) != 0 || *(int*)dispose != Known)
        {
            return "off: another C library or TorchSharp";
        }

        var protect = (delegate* unmanaged<nint, nint, int, int>)mprotect;
        var page = dispose & -Page;
        var landing = Landing((delegate* unmanaged<nint, nint, int, int, int, nint, nint>)mmap, page);
        if (landing == 0 || protect(landing, Page, Read | Execute) != 0
            || protect(page, Page, Read | Write | Execute) != 0)
        {
            return "refused by the system";
        }

        var jump = 0xE9 | (((landing - dispose - 5) & 0xFFFFFFFF) << 8); // jmp, relative to the next instruction
        Interlocked.Exchange(ref *(long*)dispose, (*(long*)dispose & ~0xFFFFFFFFFF) | jump);
        return protect(page, Page, Read | Execute) == 0 ? "on" : "on, the page stays writable";
    }

    /// <summary>A page within a jump's reach that jumps on to <see cref="Later"/>; 0 where there is no room.</summary>
    static nint Landing(delegate* unmanaged<nint, nint, int, int, int, nint, nint> mmap, nint near)
    {
        for (var step = 1; step <= MostSteps; step++)
        {
            var wanted = near - step * Step;
            var found = mmap(wanted, Page, Read | Write, PrivateAnonymous | NoReplace, -1, 0);
            if (found != wanted)
            {
                continue;
            }

            ReadOnlySpan<byte> code = [0x48, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xE0]; // mov rax, address; jmp rax
            code.CopyTo(new Span<byte>((void*)found, code.Length));
            *(nint*)(found + 2) = (nint)(delegate* unmanaged<nint, void>)&Later;
            return found;
        }

        return 0;
    }
}
