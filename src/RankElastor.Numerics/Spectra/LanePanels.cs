using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RankElastor.Numerics.Spectra;

/// <summary>
/// Moves sixteen float32 matrices into the sixteen lanes of vectors, in panels of four columns: with c counting the shorter side and i the
/// longer, of length n, element (i, c) of matrix l becomes lane l of vector a[((c/4)·n + i)·4 + c mod 4]. The last panel is padded by zeros.
/// </summary>
static unsafe class LanePanels
{
    /// <summary>Matrices that travel together.</summary>
    public const int Lanes = 16;

    /// <summary>Columns of a panel.</summary>
    public const int Width = 4;

    /// <summary>Panels of a shorter side of k.</summary>
    public static int Count(int k) => (k + Width - 1) / Width;

    /// <summary>Place of each element of a row-major rows × cols matrix.</summary>
    public static int[] Places(int rows, int cols)
    {
        var places = new int[rows * cols];
        var n = Math.Max(rows, cols);
        for (var t = 0; t < places.Length; t++)
        {
            var (i, c) = rows >= cols ? (t / cols, t % cols) : (t % cols, t / cols);
            places[t] = (c / Width * n + i) * Width + c % Width;
        }

        return places;
    }

    /// <summary>Loads the matrices <paramref name="first"/> … first + 15; lanes beyond the last matrix repeat it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Load(float* matrices, long first, long count, int[] places, Vector512<float>* a)
    {
        var sources = stackalloc float*[Lanes];
        for (var lane = 0; lane < Lanes; lane++)
        {
            sources[lane] = matrices + Math.Min(first + lane, count - 1) * places.Length;
        }

        var done = 0;
        if (Avx512F.IsSupported)
        {
            for (; done <= places.Length - 4; done += 4)
            {
                TransposeBlock(sources, done, places, a); // four 4 x 4 side by side in registers
            }
        }

        for (; done < places.Length; done++)
        {
            var target = (float*)(a + places[done]);
            for (var lane = 0; lane < Lanes; lane++)
            {
                target[lane] = sources[lane][done];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void TransposeBlock(float** sources, int done, int[] places, Vector512<float>* a)
    {
        Vector512<float> r0 = EveryFourth(sources, done), r1 = EveryFourth(sources + 1, done);
        Vector512<float> r2 = EveryFourth(sources + 2, done), r3 = EveryFourth(sources + 3, done);
        Vector512<float> t0 = Avx512F.UnpackLow(r0, r1), t1 = Avx512F.UnpackHigh(r0, r1);
        Vector512<float> t2 = Avx512F.UnpackLow(r2, r3), t3 = Avx512F.UnpackHigh(r2, r3);
        a[places[done]] = Avx512F.Shuffle(t0, t2, 0x44);
        a[places[done + 1]] = Avx512F.Shuffle(t0, t2, 0xEE);
        a[places[done + 2]] = Avx512F.Shuffle(t1, t3, 0x44);
        a[places[done + 3]] = Avx512F.Shuffle(t1, t3, 0xEE);
    }

    /// <summary>Four numbers of each of the matrices 0, 4, 8 and 12.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<float> EveryFourth(float** sources, int done)
    {
        var x = Vector128.Load(sources[0] + done).ToVector256Unsafe().ToVector512Unsafe();
        x = Avx512F.InsertVector128(x, Vector128.Load(sources[4] + done), 1);
        x = Avx512F.InsertVector128(x, Vector128.Load(sources[8] + done), 2);
        return Avx512F.InsertVector128(x, Vector128.Load(sources[12] + done), 3);
    }
}
