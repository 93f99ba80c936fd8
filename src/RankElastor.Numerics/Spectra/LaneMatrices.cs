using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RankElastor.Numerics.Spectra;

/// <summary>
/// Moves eight float32 matrices into the eight lanes of float64 vectors: element (i, c) of matrix l becomes lane l of
/// vector a[c·n + i], where n = max(rows, cols), c counts the shorter side and i the longer.
/// </summary>
static unsafe class LaneMatrices
{
    public const int Lanes = 8;

    /// <summary>Place of each element of a row-major rows × cols matrix.</summary>
    public static int[] Places(int rows, int cols)
    {
        var places = new int[rows * cols];
        for (var t = 0; t < places.Length; t++)
        {
            places[t] = rows >= cols ? t % cols * rows + t / cols : t;
        }

        return places;
    }

    /// <summary>
    /// Loads the matrices <paramref name="first"/> … first + 7; lanes beyond the last matrix repeat it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Load(float* matrices, long first, long count, int[] places, Vector512<double>* a)
    {
        var sources = stackalloc float*[Lanes];
        for (var lane = 0; lane < Lanes; lane++)
        {
            sources[lane] = matrices + Math.Min(first + lane, count - 1) * places.Length;
        }

        var done = 0;
        if (Avx.IsSupported)
        {
            for (; done <= places.Length - 8; done += 8)
            {
                TransposeBlock(sources, done, places, a); // 8 x 8 in registers
            }
        }

        for (; done < places.Length; done++)
        {
            var target = (double*)(a + places[done]);
            for (var lane = 0; lane < Lanes; lane++)
            {
                target[lane] = sources[lane][done];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void TransposeBlock(float** sources, int done, int[] places, Vector512<double>* a)
    {
        Vector256<float> r0 = Avx.LoadVector256(sources[0] + done), r1 = Avx.LoadVector256(sources[1] + done);
        Vector256<float> r2 = Avx.LoadVector256(sources[2] + done), r3 = Avx.LoadVector256(sources[3] + done);
        Vector256<float> r4 = Avx.LoadVector256(sources[4] + done), r5 = Avx.LoadVector256(sources[5] + done);
        Vector256<float> r6 = Avx.LoadVector256(sources[6] + done), r7 = Avx.LoadVector256(sources[7] + done);
        Vector256<float> t0 = Avx.UnpackLow(r0, r1), t1 = Avx.UnpackHigh(r0, r1), t2 = Avx.UnpackLow(
            r2, r3), t3 = Avx.UnpackHigh(r2, r3);
        Vector256<float> t4 = Avx.UnpackLow(r4, r5), t5 = Avx.UnpackHigh(r4, r5), t6 = Avx.UnpackLow(
            r6, r7), t7 = Avx.UnpackHigh(r6, r7);
        r0 = Avx.Shuffle(t0, t2, 0x44);
        r1 = Avx.Shuffle(t0, t2, 0xEE);
        r2 = Avx.Shuffle(t1, t3, 0x44);
        r3 = Avx.Shuffle(t1, t3, 0xEE);
        r4 = Avx.Shuffle(t4, t6, 0x44);
        r5 = Avx.Shuffle(t4, t6, 0xEE);
        r6 = Avx.Shuffle(t5, t7, 0x44);
        r7 = Avx.Shuffle(t5, t7, 0xEE);
        a[places[done]] = Widen(Avx.Permute2x128(r0, r4, 0x20));
        a[places[done + 1]] = Widen(Avx.Permute2x128(r1, r5, 0x20));
        a[places[done + 2]] = Widen(Avx.Permute2x128(r2, r6, 0x20));
        a[places[done + 3]] = Widen(Avx.Permute2x128(r3, r7, 0x20));
        a[places[done + 4]] = Widen(Avx.Permute2x128(r0, r4, 0x31));
        a[places[done + 5]] = Widen(Avx.Permute2x128(r1, r5, 0x31));
        a[places[done + 6]] = Widen(Avx.Permute2x128(r2, r6, 0x31));
        a[places[done + 7]] = Widen(Avx.Permute2x128(r3, r7, 0x31));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<double> Widen(Vector256<float> x) => Avx512F.IsSupported
        ? Avx512F.ConvertToVector512Double(x)
        : Vector512.Create(Vector256.WidenLower(x), Vector256.WidenUpper(x));
}
