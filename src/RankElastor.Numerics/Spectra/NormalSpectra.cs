using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using RankElastor.Numerics.Randomness;
using RankElastor.Numerics.Threads;

namespace RankElastor.Numerics.Spectra;

/// <summary>
/// Spectra of n × k matrices of independent standard normal numbers, n ≥ k, without the matrices: Householder's
/// reflections turn such a matrix into a bidiagonal one of independent numbers, its diagonal χ(n), χ(n − 1), …, χ(n − k
/// + 1) and its superdiagonal χ(k − 1), …, χ(1) distributed (Dumitriu and Edelman, 2002). Draw i has a stream of its
/// own, so that neither threads nor the number of draws change it.
/// </summary>
static unsafe class NormalSpectra
{
    const int Alignment = 64, Lanes = LaneMatrices.Lanes, Group = 2 * Lanes;
    const ulong Seed = 20210601;

    /// <summary>The measures of the draws <paramref name="first"/>, first + 1, …; first a multiple of 16.</summary>
    public static void Measure(int rows, int cols, int first, MatrixSpectrum[] results, Workers workers)
    {
        var (n, k) = (Math.Max(rows, cols), Math.Min(rows, cols));
        Run(n, k, first, results.Length, workers, (place, count, eigenvalues, scale) =>
            LaneMeasures.Measure(eigenvalues, k, n, scale, results.AsSpan(place, count)));
    }

    /// <summary>The singular values of the same draws, in descending order.</summary>
    public static void SingularValues(int rows, int cols, int first, double[][] results, Workers workers)
    {
        var (n, k) = (Math.Max(rows, cols), Math.Min(rows, cols));
        Run(n, k, first, results.Length, workers, (place, count, eigenvalues, scale) =>
        {
            for (var lane = 0; lane < count; lane++)
            {
                SpectralBatch.Descend(eigenvalues, lane, scale[lane], results[place + lane] = new double[k]);
            }
        });
    }

    static void Run(int n, int k, int first, int count, Workers workers, SpectralBatch.LaneResult accept)
    {
        var random = new SeededRandom(Seed).Fork(n).Fork(k);
        workers.For((count + Group - 1) / Group, 1, (start, end) =>
        {
            var vectors = 8 * k; // d, e of one half; t, b, values of both
            var scales = stackalloc Vector512<double>[2];
            var rented = ArrayPool<byte>.Shared.Rent(vectors * sizeof(Vector512<double>) + Alignment);
            fixed (byte* bytes = rented)
            {
                var d = (Vector512<double>*)(((nuint)bytes + Alignment - 1) & ~(nuint)(Alignment - 1));
                Vector512<double>* e = d + k, t = e + k, b = t + 2 * k, values = b + 2 * k;
                for (var place = start * Group; place < Math.Min(end * Group, count); place += Group)
                {
                    for (var half = 0; half < 2; half++)
                    {
                        Draw(n, k, random, first + place + half * Lanes, (double*)d, (double*)e);
                        scales[half] = LaneBidiagonalGram.Form(d, e, k, t + half, b + half);
                    }

                    LaneTridiagonal.Eigenvalues(t, b, k, values);
                    accept(place, Math.Min(Lanes, count - place), values, scales[0]);
                    accept(place + Lanes, Math.Clamp(count - place - Lanes, 0, Lanes), values + 1, scales[1]);
                }
            }

            ArrayPool<byte>.Shared.Return(rented);
        });
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Draw(int n, int k, SeededRandom random, long draw, double* d, double* e)
    {
        for (var lane = 0; lane < Lanes; lane++)
        {
            var own = random.Fork(draw + lane);
            for (var i = 0; i < k; i++)
            {
                d[i * Lanes + lane] = own.NextChi(n - i);
                e[i * Lanes + lane] = i < k - 1 ? own.NextChi(k - 1 - i) : 0;
            }
        }
    }
}
