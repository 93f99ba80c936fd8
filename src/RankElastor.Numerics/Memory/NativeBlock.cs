using System.Runtime.InteropServices;

namespace RankElastor.Numerics.Memory;

/// <summary>
/// Memory outside the managed heap that begins at a cache line. Whoever makes it disposes it, once or more often; the
/// finaliser frees what nobody did, late, since the collector does not see its size.
/// </summary>
public sealed unsafe class NativeBlock : SafeHandle
{
    const int Line = 64;

    /// <summary>Allocates <paramref name="bytes"/>, of no particular value; 0 bytes are allowed.</summary>
    public NativeBlock(long bytes) : base(0, ownsHandle: true)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        SetHandle((nint)NativeMemory.AlignedAlloc((nuint)Math.Max(bytes, Line), Line));
    }

    /// <summary>The first byte.</summary>
    /// <exception cref="ObjectDisposedException">It was freed.</exception>
    public nint Address
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            return handle;
        }
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMemory.AlignedFree((void*)handle);
        return true;
    }
}
