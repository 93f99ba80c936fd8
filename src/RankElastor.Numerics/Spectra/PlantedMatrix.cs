using System.Numerics.Tensors;
using RankElastor.Numerics.Randomness;

namespace RankElastor.Numerics.Spectra;

/// <summary>
/// Matrices with known singular values: U diag(s) Vᵀ with random orthonormal U and V (Gram and Schmidt, twice).
/// </summary>
public static class PlantedMatrix
{
    /// <summary>
    /// A row-major rows × cols matrix with these singular values, at most min(rows, cols) of them; the others are 0.
    /// </summary>
    public static double[] Of(ReadOnlySpan<double> values, int rows, int cols, SeededRandom random)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(values.Length, Math.Min(rows, cols));
        double[][] left = Orthonormal(values.Length, rows, random), right = Orthonormal(values.Length, cols, random);
        var matrix = new double[rows * cols];
        for (var a = 0; a < values.Length; a++)
        {
            for (var i = 0; i < rows; i++)
            {
                var row = matrix.AsSpan(i * cols, cols);
                TensorPrimitives.MultiplyAdd(right[a], values[a] * left[a][i], row, row);
            }
        }

        return matrix;
    }

    static double[][] Orthonormal(int count, int length, SeededRandom random)
    {
        var basis = new double[count][];
        for (var a = 0; a < count; a++)
        {
            var x = new double[length];
            for (var i = 0; i < length; i++)
            {
                x[i] = random.NextNormal();
            }

            for (var b = 0; b < 2 * a; b++)
            {
                TensorPrimitives.MultiplyAdd(basis[b % a], -TensorPrimitives.Dot<double>(x, basis[b % a]), x, x);
            }

            TensorPrimitives.Divide(x, TensorPrimitives.Norm<double>(x), x);
            basis[a] = x;
        }

        return basis;
    }
}
