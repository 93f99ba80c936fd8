using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Lanes = System.Runtime.Intrinsics.Vector256<float>;

namespace RankElastor.Kernels.Products;

/// <summary>
/// GEMM by tiles of C held in registers where vectors have 8 lanes: 4 rows × 16 columns are 8 of 16 registers.
/// </summary>
static unsafe class Tile256
{
    public static void Cover(in Gemm p)
    {
        for (var j = 0; j < p.Columns; j += 16)
        {
            for (var i = 0; i < p.Rows; i += 4)
            {
                Tile(p, i, j);
            }
        }
    }

    [SkipLocalsInit]
    static void Tile(in Gemm p, int row, int column)
    {
        var (rowStride, depthStride, bStride, cStride) = (p.RowStride, p.DepthStride, p.BStride, p.CStride);
        var a = p.A + row * rowStride;
        var b = p.B + column;
        var c = p.C + row * cStride + column;
        Lanes u0 = default, u1 = default, u2 = default, u3 = default;
        Lanes v0 = default, v1 = default, v2 = default, v3 = default;
        if (p.Start != null)
        {
            var stride = p.StartStride;
            var start = p.Start + row * stride + column;
            u0 = Vector256.Load(start);
            u1 = Vector256.Load(start + stride);
            u2 = Vector256.Load(start + 2 * stride);
            u3 = Vector256.Load(start + 3 * stride);
            v0 = Vector256.Load(start + 8);
            v1 = Vector256.Load(start + stride + 8);
            v2 = Vector256.Load(start + 2 * stride + 8);
            v3 = Vector256.Load(start + 3 * stride + 8);
        }

        for (var depth = p.Depth; depth > 0; depth--)
        {
            var b0 = Vector256.Load(b);
            var b1 = Vector256.Load(b + 8);
            var a0 = Vector256.Create(*a);
            u0 = Vector256.FusedMultiplyAdd(a0, b0, u0);
            v0 = Vector256.FusedMultiplyAdd(a0, b1, v0);
            var a1 = Vector256.Create(a[rowStride]);
            u1 = Vector256.FusedMultiplyAdd(a1, b0, u1);
            v1 = Vector256.FusedMultiplyAdd(a1, b1, v1);
            var a2 = Vector256.Create(a[2 * rowStride]);
            u2 = Vector256.FusedMultiplyAdd(a2, b0, u2);
            v2 = Vector256.FusedMultiplyAdd(a2, b1, v2);
            var a3 = Vector256.Create(a[3 * rowStride]);
            u3 = Vector256.FusedMultiplyAdd(a3, b0, u3);
            v3 = Vector256.FusedMultiplyAdd(a3, b1, v3);
            a += depthStride;
            b += bStride;
        }

        u0.Store(c);
        u1.Store(c + cStride);
        u2.Store(c + 2 * cStride);
        u3.Store(c + 3 * cStride);
        v0.Store(c + 8);
        v1.Store(c + cStride + 8);
        v2.Store(c + 2 * cStride + 8);
        v3.Store(c + 3 * cStride + 8);
    }
}
