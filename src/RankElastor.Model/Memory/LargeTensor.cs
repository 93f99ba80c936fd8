using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace RankElastor.Model.Memory;

/// <summary>
/// Tensors on huge pages, for random access: from 4 MiB on they begin at a multiple of 2 MiB and ask Linux for huge
/// pages, so that reading a row misses the TLB less; elsewhere they are ordinary.
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
        using var element = empty(1, dtype: type);
        var bytes = count * element.ElementSize;
        var slack = bytes >= 2 * PageBytes ? PageBytes / element.ElementSize : 0;
        var whole = empty(count + slack, dtype: type);
        var offset = slack == 0 ? 0 : (-TensorSpans.Address(whole) & (PageBytes - 1)) / element.ElementSize;
        var tensor = whole.narrow(0, offset, count).view(shape);
        if (slack > 0 && OperatingSystem.IsLinux())
        {
            var wholePages = (nuint)(bytes & -PageBytes);
            _ = Advise(TensorSpans.Address(tensor), wholePages, HugePages); // a refusal costs speed only
        }

        tensor.zero_();
        return tensor.DetachFromDisposeScope();
    }

    [DllImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int Advise(nint address, nuint bytes, int advice);
}
