using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace RankElastor.Model.Memory;

/// <summary>
/// Tensors that are read at random. From 4 MiB on they begin at a multiple of 2 MiB and ask Linux for huge pages, so that a row costs no walk of the page
/// table; elsewhere they are ordinary.
/// </summary>
public static class LargeTensor
{
    const long PageBytes = 2 << 20;
    const int HugePages = 14; // MADV_HUGEPAGE of sys/mman.h

    /// <summary>All zero, on no dispose scope.</summary>
    public static Tensor Zeros(ScalarType type, params long[] shape)
    {
        using var outer = NewDisposeScope();
        var count = shape.Aggregate(1L, (product, size) => product * size);
        using var one = empty(1, dtype: type);
        var bytes = count * one.ElementSize;
        var slack = bytes >= 2 * PageBytes ? PageBytes / one.ElementSize : 0;
        var whole = empty(count + slack, dtype: type);
        var offset = slack == 0 ? 0 : (-TensorSpans.Address(whole) & (PageBytes - 1)) / one.ElementSize;
        var tensor = whole.narrow(0, offset, count).view(shape);
        if (slack > 0 && OperatingSystem.IsLinux())
        {
            _ = Advise(TensorSpans.Address(tensor), (nuint)(bytes & -PageBytes), HugePages); // a refusal costs speed only
        }

        tensor.zero_();
        return tensor.DetachFromDisposeScope();
    }

    [DllImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int Advise(nint address, nuint bytes, int advice);
}
