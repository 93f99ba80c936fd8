using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RankElastor.Tests.Kernels;

/// <summary>
/// That the instructions which the tests of kernels run on are those which RANKELASTOR_EXPECT_SIMD names: <c>avx2</c>
/// (at most), <c>sse</c> (at most) or <c>none</c>. A mistyped switch of the runtime would force no path, and nobody
/// would see it.
/// </summary>
public sealed class InstructionSetTests
{
    [Fact]
    public void Vectors_AreThoseThatTheRunIsMeantFor()
    {
        var expected = Environment.GetEnvironmentVariable("RANKELASTOR_EXPECT_SIMD") ?? "any";
        Assert.Contains(expected, (string[])["any", "avx2", "sse", "none"]);
        var allowed = expected switch { "none" => 0, "sse" => 128, "avx2" => 256, _ => 512 };
        Assert.InRange(Widest(), 0, allowed);
        Assert.InRange(Avx512F.IsSupported ? 512 : Avx2.IsSupported ? 256 : Sse.IsSupported ? 128 : 0, 0, allowed);
    }

    static int Widest() => Vector512.IsHardwareAccelerated ? 512
        : Vector256.IsHardwareAccelerated ? 256
        : Vector128.IsHardwareAccelerated ? 128
        : 0;
}
