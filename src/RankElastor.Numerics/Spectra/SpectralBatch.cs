using System.Buffers;
using System.Runtime.Intrinsics;
using RankElastor.Numerics.Threads;

namespace RankElastor.Numerics.Spectra;

/// <summary>
/// Singular values and measures of many small float32 matrices of one shape, one matrix per SIMD lane, in float64:
/// Householder bidiagonalisation, then the eigenvalues of the bidiagonal's k × k Gram matrix.
/// </summary>
/// <remarks>
/// Each singular value above 1e-7 · s_1 is within 1e-7 of itself, each measure within 1e-9 relative. Results do not
/// depend on the number of threads or on the other matrices of the batch beyond rounding. A matrix with a NaN or an
/// infinity has NaN measures.
/// </remarks>
public static unsafe class SpectralBatch
{
    const int Alignment = 64, GroupsPerRange = 4, Lanes = LaneMatrices.Lanes, Group = 2 * Lanes;

    /// <summary>The measures of each matrix.</summary>
    /// <param name="matrices">[count, rows, cols], row-major.</param>
    /// <param name="rows">Rows of each matrix, positive.</param>
    /// <param name="cols">Columns of each matrix, positive.</param>
    /// <param name="results">[count]; its length is the count.</param>
    /// <param name="workers">Threads; the caller's alone by default.</param>
    public static void Measure(
        ReadOnlySpan<float> matrices, int rows, int cols, Span<MatrixSpectrum> results, Workers? workers = null)
    {
        CheckLengths(matrices.Length, rows, cols, results.Length);
        fixed (MatrixSpectrum* fixedResults = results)
        {
            var target = fixedResults;
            Run(matrices, rows, cols, results.Length, workers, (first, count, eigenvalues, scale) =>
                LaneMeasures.Measure(
                    eigenvalues, Math.Min(rows, cols), Math.Max(rows, cols), scale,
                    new Span<MatrixSpectrum>(target + first, count)));
        }
    }

    /// <summary>The singular values of each matrix in descending order.</summary>
    /// <param name="matrices">[count, rows, cols], row-major.</param>
    /// <param name="rows">Rows of each matrix, positive.</param>
    /// <param name="cols">Columns of each matrix, positive.</param>
    /// <param name="values">[count, min(rows, cols)].</param>
    /// <param name="workers">Threads; the caller's alone by default.</param>
    public static void SingularValues(
        ReadOnlySpan<float> matrices, int rows, int cols, Span<double> values, Workers? workers = null)
    {
        var k = Math.Min(rows, cols);
        var total = k > 0 ? values.Length / k : 0;
        CheckLengths(matrices.Length, rows, cols, total);
        fixed (double* fixedValues = values)
        {
            var target = fixedValues;
            Run(matrices, rows, cols, total, workers, (first, count, eigenvalues, scale) =>
            {
                for (var lane = 0; lane < count; lane++)
                {
                    Descend(eigenvalues, lane, scale[lane], new Span<double>(target + (long)(first + lane) * k, k));
                }
            });
        }
    }

    /// <summary>One lane's singular values in descending order, from its eigenvalues and what divided them.</summary>
    internal static void Descend(Vector512<double>* eigenvalues, int lane, double scale, Span<double> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var lambda = eigenvalues[2 * i][lane];
            values[i] = lambda < LaneBidiagonalGram.Zero ? 0 : scale * Math.Sqrt(lambda);
        }

        values.Sort(static (a, b) => b.CompareTo(a));
    }

    static void Run(ReadOnlySpan<float> matrices, int rows, int cols, int count, Workers? workers, LaneResult accept)
    {
        var places = LaneMatrices.Places(rows, cols);
        fixed (float* fixedMatrices = matrices)
        {
            var source = fixedMatrices;
            (workers ?? Workers.Sequential).For((count + Group - 1) / Group, GroupsPerRange, (start, end) =>
                RunGroups(source, rows, cols, count, places, start, end, accept));
        }
    }

    static void RunGroups(
        float* source, int rows, int cols, int count, int[] places, int start, int end, LaneResult accept)
    {
        var (n, k) = (Math.Max(rows, cols), Math.Min(rows, cols));
        var vectors = n * k + LaneBidiagonal.Scratch(n, k) + 8 * k; // a, scratch, d and e, t, b, values
        var rented = ArrayPool<byte>.Shared.Rent(vectors * sizeof(Vector512<double>) + Alignment);
        fixed (byte* bytes = rented)
        {
            var a = (Vector512<double>*)(((nuint)bytes + Alignment - 1) & ~(nuint)(Alignment - 1));
            var scratch = a + n * k;
            Vector512<double>* d = scratch + LaneBidiagonal.Scratch(n, k), e = d + k;
            Vector512<double>* t = e + k, b = t + 2 * k, values = b + 2 * k;
            for (var first = start * Group; first < Math.Min(end * Group, count); first += Group)
            {
                Vector512<double> scale0 = default, scale1 = default;
                for (var half = 0; half < 2; half++)
                {
                    LaneMatrices.Load(source, first + half * Lanes, count, places, a);
                    LaneBidiagonal.Reduce(a, n, k, d, e, scratch);
                    (scale0, scale1) = (scale1, LaneBidiagonalGram.Form(d, e, k, t + half, b + half));
                }

                LaneTridiagonal.Eigenvalues(t, b, k, values);
                accept(first, Math.Min(Lanes, count - first), values, scale0);
                accept(first + Lanes, Math.Clamp(count - first - Lanes, 0, Lanes), values + 1, scale1);
            }
        }

        ArrayPool<byte>.Shared.Return(rented);
    }

    internal static void CheckLengths(int numbers, int rows, int cols, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(cols);
        if (numbers != (long)count * rows * cols)
        {
            throw new ArgumentException(
                $"{count} matrices of {rows} x {cols} have {(long)count * rows * cols} numbers, not {numbers}.");
        }
    }

    internal delegate void LaneResult(int first, int count, Vector512<double>* eigenvalues, Vector512<double> scale);
}
