using System.Runtime.Intrinsics;

namespace RankElastor.Kernels.Products;

/// <summary>
/// GEMM of matrices that lie in the cache, C[i, j] = Start[i, j] + Σ_k A[i, k] · B[k, j]: the micro-kernel inside fused
/// kernels. Single precision, one thread, the sum over k in order with fused multiply-adds, so the result depends on
/// the operands only.
/// </summary>
/// <remarks>
/// Rows is a multiple of <see cref="RowMultiple"/>, Columns and the row stride of B and C of <see
/// cref="ColumnMultiple"/>; callers pad with zeros. Either layout of A is a pair of strides, so AᵀB needs no copy. 64 ×
/// 64 × 192 takes 5.54 µs on an AVX-512 core, 284 GFLOP/s (bench/results/AMD-EPYC/Gemm.md); torch's product of 106496 ×
/// 30 × 500 reaches 213 a core.
/// </remarks>
public readonly unsafe struct Gemm
{
    /// <summary>Rows come in groups of this size.</summary>
    public const int RowMultiple = 8;

    /// <summary>Columns come in groups of this size.</summary>
    public const int ColumnMultiple = 16;

    /// <summary>Rows of A and C.</summary>
    public required int Rows { get; init; }

    /// <summary>Columns of B and C.</summary>
    public required int Columns { get; init; }

    /// <summary>Columns of A, rows of B; any number.</summary>
    public required int Depth { get; init; }

    /// <summary>First element of A.</summary>
    public required float* A { get; init; }

    /// <summary>Distance of A[i + 1, k] from A[i, k].</summary>
    public required nint RowStride { get; init; }

    /// <summary>Distance of A[i, k + 1] from A[i, k].</summary>
    public required nint DepthStride { get; init; }

    /// <summary>First element of B.</summary>
    public required float* B { get; init; }

    /// <summary>Distance of B's rows.</summary>
    public required nint BStride { get; init; }

    /// <summary>First element of C.</summary>
    public required float* C { get; init; }

    /// <summary>Distance of C's rows.</summary>
    public required nint CStride { get; init; }

    /// <summary>
    /// What the sums start from: null for zero, C itself to accumulate, or a row of biases with <see
    /// cref="StartStride"/> 0.
    /// </summary>
    public float* Start { get; init; }

    /// <summary>Distance of Start's rows.</summary>
    public nint StartStride { get; init; }

    /// <summary>Computes C.</summary>
    public void Run()
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Tile512.Cover(this);
        }
        else
        {
            Tile256.Cover(this);
        }
    }

    /// <summary>The definition.</summary>
    internal void Scalar()
    {
        for (var i = 0; i < Rows; i++)
        {
            for (var j = 0; j < Columns; j++)
            {
                var sum = Start == null ? 0 : Start[i * StartStride + j];
                for (var k = 0; k < Depth; k++)
                {
                    sum = MathF.FusedMultiplyAdd(A[i * RowStride + k * DepthStride], B[k * BStride + j], sum);
                }

                C[i * CStride + j] = sum;
            }
        }
    }
}
