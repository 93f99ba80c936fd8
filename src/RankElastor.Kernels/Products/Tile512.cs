using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Lanes = System.Runtime.Intrinsics.Vector512<float>;

namespace RankElastor.Kernels.Products;

/// <summary>
/// GEMM by tiles of C held in registers: 8 rows × 32 columns are 16 registers of 16 lanes, enough independent sums to
/// keep two multiply-add units busy; the last 16 columns of an odd width go 8 × 16. Each step of k is two loads of B
/// and eight broadcasts of A.
/// </summary>
static unsafe class Tile512
{
    public static void Cover(in Gemm p)
    {
        var j = 0;
        for (; j <= p.Columns - 32; j += 32)
        {
            for (var i = 0; i < p.Rows; i += 8)
            {
                Wide(p, i, j);
            }
        }

        for (; j < p.Columns; j += 16)
        {
            for (var i = 0; i < p.Rows; i += 8)
            {
                Narrow(p, i, j);
            }
        }
    }

    [SkipLocalsInit]
    static void Wide(in Gemm p, int row, int column)
    {
        var (rowStride, depthStride, bStride, cStride) = (p.RowStride, p.DepthStride, p.BStride, p.CStride);
        var a = p.A + row * rowStride;
        var low = a + 4 * rowStride;
        var threeRows = 3 * rowStride;
        var b = p.B + column;
        var c = p.C + row * cStride + column;
        Lanes u0 = default, u1 = default, u2 = default, u3 = default;
        Lanes u4 = default, u5 = default, u6 = default, u7 = default;
        Lanes v0 = default, v1 = default, v2 = default, v3 = default;
        Lanes v4 = default, v5 = default, v6 = default, v7 = default;
        if (p.Start != null)
        {
            var stride = p.StartStride;
            var start = p.Start + row * stride + column;
            u0 = Vector512.Load(start);
            u1 = Vector512.Load(start + stride);
            u2 = Vector512.Load(start + 2 * stride);
            u3 = Vector512.Load(start + 3 * stride);
            u4 = Vector512.Load(start + 4 * stride);
            u5 = Vector512.Load(start + 5 * stride);
            u6 = Vector512.Load(start + 6 * stride);
            u7 = Vector512.Load(start + 7 * stride);
            v0 = Vector512.Load(start + 16);
            v1 = Vector512.Load(start + stride + 16);
            v2 = Vector512.Load(start + 2 * stride + 16);
            v3 = Vector512.Load(start + 3 * stride + 16);
            v4 = Vector512.Load(start + 4 * stride + 16);
            v5 = Vector512.Load(start + 5 * stride + 16);
            v6 = Vector512.Load(start + 6 * stride + 16);
            v7 = Vector512.Load(start + 7 * stride + 16);
        }

        for (var depth = p.Depth; depth > 0; depth--)
        {
            var b0 = Vector512.Load(b);
            var b1 = Vector512.Load(b + 16);
            var a0 = Vector512.Create(*a);
            u0 = Vector512.FusedMultiplyAdd(a0, b0, u0);
            v0 = Vector512.FusedMultiplyAdd(a0, b1, v0);
            var a1 = Vector512.Create(a[rowStride]);
            u1 = Vector512.FusedMultiplyAdd(a1, b0, u1);
            v1 = Vector512.FusedMultiplyAdd(a1, b1, v1);
            var a2 = Vector512.Create(a[2 * rowStride]);
            u2 = Vector512.FusedMultiplyAdd(a2, b0, u2);
            v2 = Vector512.FusedMultiplyAdd(a2, b1, v2);
            var a3 = Vector512.Create(a[threeRows]);
            u3 = Vector512.FusedMultiplyAdd(a3, b0, u3);
            v3 = Vector512.FusedMultiplyAdd(a3, b1, v3);
            var a4 = Vector512.Create(*low);
            u4 = Vector512.FusedMultiplyAdd(a4, b0, u4);
            v4 = Vector512.FusedMultiplyAdd(a4, b1, v4);
            var a5 = Vector512.Create(low[rowStride]);
            u5 = Vector512.FusedMultiplyAdd(a5, b0, u5);
            v5 = Vector512.FusedMultiplyAdd(a5, b1, v5);
            var a6 = Vector512.Create(low[2 * rowStride]);
            u6 = Vector512.FusedMultiplyAdd(a6, b0, u6);
            v6 = Vector512.FusedMultiplyAdd(a6, b1, v6);
            var a7 = Vector512.Create(low[threeRows]);
            u7 = Vector512.FusedMultiplyAdd(a7, b0, u7);
            v7 = Vector512.FusedMultiplyAdd(a7, b1, v7);
            a += depthStride;
            low += depthStride;
            b += bStride;
        }

        u0.Store(c);
        u1.Store(c + cStride);
        u2.Store(c + 2 * cStride);
        u3.Store(c + 3 * cStride);
        u4.Store(c + 4 * cStride);
        u5.Store(c + 5 * cStride);
        u6.Store(c + 6 * cStride);
        u7.Store(c + 7 * cStride);
        v0.Store(c + 16);
        v1.Store(c + cStride + 16);
        v2.Store(c + 2 * cStride + 16);
        v3.Store(c + 3 * cStride + 16);
        v4.Store(c + 4 * cStride + 16);
        v5.Store(c + 5 * cStride + 16);
        v6.Store(c + 6 * cStride + 16);
        v7.Store(c + 7 * cStride + 16);
    }

    [SkipLocalsInit]
    static void Narrow(in Gemm p, int row, int column)
    {
        var (rowStride, depthStride, bStride, cStride) = (p.RowStride, p.DepthStride, p.BStride, p.CStride);
        var a = p.A + row * rowStride;
        var low = a + 4 * rowStride;
        var threeRows = 3 * rowStride;
        var b = p.B + column;
        var c = p.C + row * cStride + column;
        Lanes u0 = default, u1 = default, u2 = default, u3 = default;
        Lanes u4 = default, u5 = default, u6 = default, u7 = default;
        if (p.Start != null)
        {
            var stride = p.StartStride;
            var start = p.Start + row * stride + column;
            u0 = Vector512.Load(start);
            u1 = Vector512.Load(start + stride);
            u2 = Vector512.Load(start + 2 * stride);
            u3 = Vector512.Load(start + 3 * stride);
            u4 = Vector512.Load(start + 4 * stride);
            u5 = Vector512.Load(start + 5 * stride);
            u6 = Vector512.Load(start + 6 * stride);
            u7 = Vector512.Load(start + 7 * stride);
        }

        for (var depth = p.Depth; depth > 0; depth--)
        {
            var b0 = Vector512.Load(b);
            var a0 = Vector512.Create(*a);
            u0 = Vector512.FusedMultiplyAdd(a0, b0, u0);
            var a1 = Vector512.Create(a[rowStride]);
            u1 = Vector512.FusedMultiplyAdd(a1, b0, u1);
            var a2 = Vector512.Create(a[2 * rowStride]);
            u2 = Vector512.FusedMultiplyAdd(a2, b0, u2);
            var a3 = Vector512.Create(a[threeRows]);
            u3 = Vector512.FusedMultiplyAdd(a3, b0, u3);
            var a4 = Vector512.Create(*low);
            u4 = Vector512.FusedMultiplyAdd(a4, b0, u4);
            var a5 = Vector512.Create(low[rowStride]);
            u5 = Vector512.FusedMultiplyAdd(a5, b0, u5);
            var a6 = Vector512.Create(low[2 * rowStride]);
            u6 = Vector512.FusedMultiplyAdd(a6, b0, u6);
            var a7 = Vector512.Create(low[threeRows]);
            u7 = Vector512.FusedMultiplyAdd(a7, b0, u7);
            a += depthStride;
            low += depthStride;
            b += bStride;
        }

        u0.Store(c);
        u1.Store(c + cStride);
        u2.Store(c + 2 * cStride);
        u3.Store(c + 3 * cStride);
        u4.Store(c + 4 * cStride);
        u5.Store(c + 5 * cStride);
        u6.Store(c + 6 * cStride);
        u7.Store(c + 7 * cStride);
    }
}
