using System.Runtime.Intrinsics;

namespace RankElastor.Kernels.Products;

/// <summary>sums[j] += Σ_i panel[i, j]: the gradient of a bias.</summary>
static unsafe class ColumnSums
{
    /// <summary>For a panel [rows, columns], columns a multiple of 16.</summary>
    public static void Add(float* panel, int rows, int columns, float* sums)
    {
        for (var j = 0; j < columns; j += 16)
        {
            var (even, odd) = (Vector512.Load(sums + j), Vector512<float>.Zero);
            for (var i = 0; i < rows; i += 2) // rows come in eights
            {
                even += Vector512.Load(panel + (long)i * columns + j);
                odd += Vector512.Load(panel + (long)(i + 1) * columns + j);
            }

            (even + odd).Store(sums + j);
        }
    }
}
