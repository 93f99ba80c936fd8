using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text;
using RankElastor.Model.Memory;
using RankElastor.Numerics.Randomness;
using static TorchSharp.torch;

namespace RankElastor.Native;

/// <summary>
/// The route of float32 matrix products inside libtorch, one for the process, through exported C++ symbols that
/// TorchSharp does not wrap. "medium" sends them to oneDNN, which on AVX-512 processors without AMX is faster at full
/// precision; "highest" is torch's default.
/// </summary>
static unsafe class MatrixProducts
{
    const string Context = "_ZN2at13globalContextEv";
    const string Setter =
        "_ZN2at7Context25setFloat32MatmulPrecisionERKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEE";
    const double FullPrecision = 1e-5;

    /// <summary>
    /// Asks for oneDNN, checks a product and takes it back where precision was lost; returns what took effect.
    /// </summary>
    public static string UseOneDnn()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            return "off: only on Linux x64";
        }

        if (HasAmxBf16())
        {
            return "off: the processor has AMX and would round to bf16";
        }

        if (!Set("medium"))
        {
            return "off: this libtorch does not export the switch";
        }

        if (RelativeError() > FullPrecision)
        {
            Set("highest");
            return "off: the check product lost precision";
        }

        return "on";
    }

    public static string UseTorch()
    {
        Set("highest");
        return "off: asked";
    }

    /// <summary>
    /// Sets torch's float32 matmul precision: highest, high or medium. False where libtorch lacks the symbols.
    /// </summary>
    internal static bool Set(string precision)
    {
        if (!NativeLibrary.TryLoad("libtorch_cpu.so", typeof(TorchSharp.torch).Assembly, null, out var library)
            || !NativeLibrary.TryGetExport(library, Context, out var context)
            || !NativeLibrary.TryGetExport(library, Setter, out var setter))
        {
            return false;
        }

        var text = Encoding.ASCII.GetBytes(precision);
        var shortString = stackalloc byte[32]; // libstdc++'s std::string: pointer, length, 16 bytes in place
        new Span<byte>(shortString, 32).Clear();
        *(nint*)shortString = (nint)(shortString + 16);
        *(long*)(shortString + 8) = text.Length;
        text.CopyTo(new Span<byte>(shortString + 16, 16));
        ((delegate* unmanaged<nint, byte*, void>)setter)(((delegate* unmanaged<nint>)context)(), shortString);
        return true;
    }

    /// <summary>
    /// The largest error of a product of 64×512 and 512×64 numbers against float64, relative to the largest entry.
    /// </summary>
    internal static double RelativeError()
    {
        using var scope = NewDisposeScope();
        var (left, right) = (Normal(64, 512), Normal(512, 64));
        var exact = left.to(ScalarType.Float64).matmul(right.to(ScalarType.Float64));
        return ((left.matmul(right) - exact).abs().max() / exact.abs().max()).item<double>();
    }

    static Tensor Normal(int rows, int columns)
    {
        var random = new SeededRandom(1);
        var values = empty(rows, columns);
        foreach (ref var value in TensorSpans.Floats(values))
        {
            value = (float)random.NextNormal();
        }

        return values;
    }

    static bool HasAmxBf16() =>
        X86Base.IsSupported && X86Base.CpuId(0, 0).Eax >= 7 && (X86Base.CpuId(7, 0).Edx & (1 << 22)) != 0;
}
