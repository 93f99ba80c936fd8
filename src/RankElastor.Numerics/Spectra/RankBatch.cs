using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using RankElastor.Numerics.Randomness;
using RankElastor.Numerics.Threads;

namespace RankElastor.Numerics.Spectra;

/// <summary>
/// Stable rank and participation ratio of many small float32 matrices of one shape without a decomposition, one matrix per SIMD lane: from the
/// Gram matrix G of the shorter side in float32, trace G = ‖A‖_F², ‖G‖_F² = sum s⁴, and its largest eigenvalue s_1².
/// </summary>
/// <remarks>
/// Relative error: below 1e-6 on Gaussian, decaying (1 … 1e-4) and nearly deficient spectra; up to 1.1e-5 for the stable rank of 867,500 mixed
/// random matrices, worst where s_2 is about 0.2 s_1 and s_3 about 0.03 s_1. That the largest value was found is confirmed, not proven. Results
/// do not depend on the number of threads. A zero matrix, and one with a NaN or an infinity, has NaN for both. For all other measures see
/// <see cref="SpectralBatch"/>.
/// </remarks>
public static unsafe class RankBatch
{
    const int Alignment = 64, GroupsPerRange = 4, Lanes = LanePanels.Lanes;
    const float LeastTrace = 1e-12f, MostTrace = 1e12f; // between them, squares of eigenvalues neither vanish nor overflow
    const ulong StartSeed = 1950;

    /// <summary>The ranks of each matrix.</summary>
    /// <param name="matrices">[count, rows, cols], row-major.</param>
    /// <param name="rows">Rows of each matrix, positive.</param>
    /// <param name="cols">Columns of each matrix, positive.</param>
    /// <param name="results">[count]; its length is the count.</param>
    /// <param name="workers">Threads; the caller's alone by default.</param>
    public static void Measure(ReadOnlySpan<float> matrices, int rows, int cols, Span<MatrixRanks> results, Workers? workers = null)
    {
        var count = results.Length;
        SpectralBatch.CheckLengths(matrices.Length, rows, cols, count);
        var places = LanePanels.Places(rows, cols);
        var start = Start(Math.Min(rows, cols));
        fixed (float* fixedMatrices = matrices)
        fixed (MatrixRanks* fixedResults = results)
        {
            var (source, target) = ((nint)fixedMatrices, (nint)fixedResults);
            (workers ?? Workers.Sequential).For((count + Lanes - 1) / Lanes, GroupsPerRange, (from, to) =>
            {
                var some = new Span<MatrixRanks>((MatrixRanks*)target, count)[..Math.Min(to * Lanes, count)];
                RunGroups((float*)source, rows, cols, places, start, from * Lanes, count, some);
            });
        }
    }

    /// <summary>A unit vector of normal numbers, 0 in the padding.</summary>
    static float[] Start(int k)
    {
        var (random, squares) = (new SeededRandom(StartSeed), 0.0);
        var numbers = new double[LanePanels.Count(k) * LanePanels.Width];
        for (var i = 0; i < k; i++)
        {
            numbers[i] = random.NextNormal();
            squares += numbers[i] * numbers[i];
        }

        return Array.ConvertAll(numbers, x => (float)(x / Math.Sqrt(squares)));
    }

    static void RunGroups(float* source, int rows, int cols, int[] places, float[] start, int from, int count, Span<MatrixRanks> results)
    {
        var (n, k) = (Math.Max(rows, cols), Math.Min(rows, cols));
        var panels = LanePanels.Count(k);
        var size = panels * LanePanels.Width * n;
        var rented = ArrayPool<byte>.Shared.Rent((size + LaneGram.Vectors(panels) + LaneLanczos.Scratch(k)) * sizeof(Vector512<float>) + Alignment);
        fixed (byte* bytes = rented)
        {
            var a = (Vector512<float>*)(((nuint)bytes + Alignment - 1) & ~(nuint)(Alignment - 1));
            Vector512<float>* g = a + size, scratch = g + LaneGram.Vectors(panels);
            new Span<Vector512<float>>(a, size).Clear();
            for (var first = from; first < results.Length; first += Lanes)
            {
                LanePanels.Load(source, first, count, places, a);
                LaneGram.Form(a, n, panels, g);
                var (trace, squares) = LaneGram.Norms(g, panels);
                if (OutOfRange(trace))
                {
                    Normalise(a, size);
                    LaneGram.Form(a, n, panels, g);
                    (trace, squares) = LaneGram.Norms(g, panels);
                }

                var group = results[first..Math.Min(first + Lanes, results.Length)];
                if (LaneLanczos.Largest(g, k, Vector512.Sqrt(squares), start, scratch) is not var (lower, upper))
                {
                    Decompose(new ReadOnlySpan<float>(source + (long)first * rows * cols, group.Length * rows * cols), rows, cols, group);
                    continue;
                }

                var (trace0, trace1) = Vector512.Widen(trace);
                var (squares0, squares1) = Vector512.Widen(squares);
                Write(trace0, squares0, lower, group[..Math.Min(8, group.Length)]);
                Write(trace1, squares1, upper, group[Math.Min(8, group.Length)..]);
            }
        }

        ArrayPool<byte>.Shared.Return(rented);
    }

    /// <summary>The ranks from all singular values: for a group that the method of Lanczos gave up.</summary>
    static void Decompose(ReadOnlySpan<float> matrices, int rows, int cols, Span<MatrixRanks> results)
    {
        var spectra = new MatrixSpectrum[results.Length];
        SpectralBatch.Measure(matrices, rows, cols, spectra);
        for (var i = 0; i < spectra.Length; i++)
        {
            results[i] = new MatrixRanks(spectra[i].StableRank, spectra[i].ParticipationRatio);
        }
    }

    static bool OutOfRange(Vector512<float> trace) =>
        !(Vector512.GreaterThanAll(trace, Vector512.Create(LeastTrace)) && Vector512.LessThanAll(trace, Vector512.Create(MostTrace)));

    /// <summary>Multiplies each matrix by a power of two that makes its largest entry about 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Normalise(Vector512<float>* a, int size)
    {
        var largest = Vector512<float>.Zero;
        for (var i = 0; i < size; i++)
        {
            largest = Vector512.Max(largest, Vector512.Abs(a[i]));
        }

        var exponent = Vector512.Max(largest.AsInt32() >>> 23, Vector512<int>.One); // of subnormal numbers
        exponent = Vector512.Min(exponent, Vector512.Create(253)); // keeps the factor normal
        var factor = ((Vector512.Create(254) - exponent) << 23).AsSingle();
        for (var i = 0; i < size; i++)
        {
            a[i] *= factor;
        }
    }

    static void Write(Vector512<double> trace, Vector512<double> squares, Vector512<double> largest, Span<MatrixRanks> results)
    {
        Vector512<double> stable = trace / largest, participation = trace * trace / squares;
        for (var lane = 0; lane < results.Length; lane++)
        {
            results[lane] = new MatrixRanks(stable[lane], participation[lane]);
        }
    }
}
