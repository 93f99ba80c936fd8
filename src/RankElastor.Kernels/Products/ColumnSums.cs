using System.Runtime.Intrinsics;

namespace RankElastor.Kernels.Products;

/// <summary>Reduction over rows, sums[j] += Σ_i matrix[i, j]: the gradient of a bias.</summary>
static unsafe class ColumnSums
{
    /// <summary>For a matrix [rows, columns], rows a multiple of 8, columns of 16.</summary>
    public static void Add(float* matrix, int rows, int columns, float* sums)
    {
        for (var j = 0; j < columns; j += 16)
        {
            var (even, odd) = (Vector512.Load(sums + j), Vector512<float>.Zero);
            for (var i = 0; i < rows; i += 2)
            {
                even += Vector512.Load(matrix + (long)i * columns + j);
                odd += Vector512.Load(matrix + (long)(i + 1) * columns + j);
            }

            (even + odd).Store(sums + j);
        }
    }
}
