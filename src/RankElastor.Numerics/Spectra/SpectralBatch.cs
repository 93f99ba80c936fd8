using System.Buffers;
using System.Numerics;
using RankElastor.Numerics.Threads;

namespace RankElastor.Numerics.Spectra;

/// <summary>
/// Singular values and measures of many small float32 matrices of one shape, one matrix per SIMD lane: Householder bidiagonalisation in
/// float32, then the eigenvalues of the bidiagonal's k × k Gram matrix in float64.
/// </summary>
/// <remarks>
/// Each singular value is within about 1e-6 · s_1 of the exact one, each measure within 1e-5 relative. Results do not depend on the number of
/// threads or on the other matrices of the batch beyond rounding. A matrix with a NaN or an infinity has NaN measures.
/// </remarks>
public static unsafe class SpectralBatch
{
    const int Alignment = 64, GroupsPerRange = 8;

    /// <summary>The measures of each matrix.</summary>
    /// <param name="matrices">[count, rows, cols], row-major.</param>
    /// <param name="rows">Rows of each matrix, positive.</param>
    /// <param name="cols">Columns of each matrix, positive.</param>
    /// <param name="results">[count]; its length is the count.</param>
    /// <param name="workers">Threads; the caller's alone by default.</param>
    public static void Measure(ReadOnlySpan<float> matrices, int rows, int cols, Span<MatrixSpectrum> results, Workers? workers = null)
    {
        CheckLengths(matrices.Length, rows, cols, results.Length);
        fixed (MatrixSpectrum* fixedResults = results)
        {
            var target = fixedResults;
            var count = results.Length;
            var half = Vector<double>.Count;
            Run(matrices, rows, cols, count, workers, (first, eigenvalues, scale) =>
            {
                var k = Math.Min(rows, cols);
                Vector.Widen(scale, out var low, out var high);
                var inLow = Math.Min(half, count - first);
                var inHigh = Math.Clamp(count - first - half, 0, half);
                var t = (Vector<double>*)eigenvalues;
                LaneMeasures.Measure(t, k, Math.Max(rows, cols), low, new Span<MatrixSpectrum>(target + first, inLow));
                LaneMeasures.Measure(t + 1, k, Math.Max(rows, cols), high, new Span<MatrixSpectrum>(target + first + inLow, inHigh));
            });
        }
    }

    /// <summary>The singular values of each matrix in descending order.</summary>
    /// <param name="matrices">[count, rows, cols], row-major.</param>
    /// <param name="rows">Rows of each matrix, positive.</param>
    /// <param name="cols">Columns of each matrix, positive.</param>
    /// <param name="values">[count, min(rows, cols)].</param>
    /// <param name="workers">Threads; the caller's alone by default.</param>
    public static void SingularValues(ReadOnlySpan<float> matrices, int rows, int cols, Span<double> values, Workers? workers = null)
    {
        var k = Math.Min(rows, cols);
        var count = k > 0 ? values.Length / k : 0;
        CheckLengths(matrices.Length, rows, cols, count);
        fixed (double* fixedValues = values)
        {
            var target = fixedValues;
            Run(matrices, rows, cols, count, workers, (first, eigenvalues, scale) =>
            {
                var lanes = (double*)eigenvalues;
                for (var lane = 0; lane < Vector<float>.Count && first + lane < count; lane++)
                {
                    var row = new Span<double>(target + (long)(first + lane) * k, k);
                    for (var i = 0; i < k; i++)
                    {
                        row[i] = scale[lane] * Math.Sqrt(Math.Max(0, lanes[i * Vector<float>.Count + lane]));
                    }

                    row.Sort(static (a, b) => b.CompareTo(a));
                }
            });
        }
    }

    static void Run(ReadOnlySpan<float> matrices, int rows, int cols, int count, Workers? workers, LaneResult accept)
    {
        var places = LaneMatrices.Places(rows, cols);
        var groups = (count + Vector<float>.Count - 1) / Vector<float>.Count;
        fixed (float* fixedMatrices = matrices)
        {
            var source = fixedMatrices;
            (workers ?? Workers.Sequential).For(groups, GroupsPerRange, (start, end) =>
                RunGroups(source, rows, cols, count, places, start, end, accept));
        }
    }

    static void RunGroups(float* source, int rows, int cols, int count, int[] places, int start, int end, LaneResult accept)
    {
        var (n, k) = (Math.Max(rows, cols), Math.Min(rows, cols));
        var vectors = n * k + LaneBidiagonal.Scratch(n, k) + 2 * k + 4 * k + 4 * k; // a, scratch, d and e, t, b
        var rented = ArrayPool<byte>.Shared.Rent(vectors * sizeof(Vector<float>) + Alignment);
        fixed (byte* bytes = rented)
        {
            var a = (Vector<float>*)(((nuint)bytes + Alignment - 1) & ~(nuint)(Alignment - 1));
            var scratch = a + n * k;
            var d = scratch + LaneBidiagonal.Scratch(n, k);
            var e = d + k;
            var t = (Vector<double>*)(e + k);
            var b = t + 2 * k;
            for (var group = start; group < end; group++)
            {
                var first = group * Vector<float>.Count;
                LaneMatrices.Load(source, first, count, places, a);
                var scale = LaneMatrices.Scale(a, n * k);
                LaneBidiagonal.Reduce(a, n, k, d, e, scratch);
                LaneTridiagonal.FromBidiagonal(d, e, k, t, b);
                LaneTridiagonal.Eigenvalues(t, b, k);
                accept(first, (nint)t, scale);
            }
        }

        ArrayPool<byte>.Shared.Return(rented);
    }

    static void CheckLengths(int numbers, int rows, int cols, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(cols);
        if (numbers != (long)count * rows * cols)
        {
            throw new ArgumentException($"{count} matrices of {rows} x {cols} have {(long)count * rows * cols} numbers, not {numbers}.");
        }
    }

    delegate void LaneResult(int first, nint eigenvalues, Vector<float> scale);
}
