using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RankElastor.Numerics.Spectra;

/// <summary>
/// The Gram matrix G = AᵀA of the panels of <see cref="LanePanels"/>, one matrix per lane, in float32: for each pair of panels p ≤ q a block
/// of 4 × 4 vectors, g[16·pair + 4r + s] = sum_i a_p[i, r] a_q[i, s]; pairs in the order (0, 0), (0, 1) … (0, P − 1), (1, 1) ….
/// </summary>
/// <remarks>Sums run over 64 numbers at a time, which bounds their rounding and keeps a panel in the first cache.</remarks>
static unsafe class LaneGram
{
    const int Stretch = 64;

    /// <summary>Vectors of g.</summary>
    public static int Vectors(int panels) => panels * (panels + 1) / 2 * 16;

    /// <summary>Writes g from a [panels, n, 4].</summary>
    public static void Form(Vector512<float>* a, int n, int panels, Vector512<float>* g)
    {
        new Span<Vector512<float>>(g, Vectors(panels)).Clear();
        for (var from = 0; from < n; from += Stretch)
        {
            var block = g;
            for (var p = 0; p < panels; p++)
            {
                for (var q = p; q < panels; q++, block += 16)
                {
                    Add(a + (p * n + from) * 4, a + (q * n + from) * 4, Math.Min(Stretch, n - from), block);
                }
            }
        }
    }

    /// <summary>trace G = ‖A‖_F², and the largest possible eigenvalue's square, sum G_ij² = ‖G‖_F².</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (Vector512<float> Trace, Vector512<float> Squares) Norms(Vector512<float>* g, int panels)
    {
        Vector512<float> trace = default, squares = default;
        for (var p = 0; p < panels; p++)
        {
            Vector512<float> s0 = default, s1 = default, s2 = default, s3 = default;
            trace += g[0] + g[5] + (g[10] + g[15]);
            for (var i = 0; i < 16; i++)
            {
                s0 = Vector512.FusedMultiplyAdd(g[i], g[i] * 0.5f, s0);
            }

            g += 16;
            for (var end = g + (panels - 1 - p) * 16; g < end; g += 4)
            {
                s0 = Vector512.FusedMultiplyAdd(g[0], g[0], s0);
                s1 = Vector512.FusedMultiplyAdd(g[1], g[1], s1);
                s2 = Vector512.FusedMultiplyAdd(g[2], g[2], s2);
                s3 = Vector512.FusedMultiplyAdd(g[3], g[3], s3);
            }

            squares += s0 + s1 + (s2 + s3);
        }

        return (trace, squares * 2);
    }

    /// <summary>y = G x; x and y are [panels, 4].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(Vector512<float>* g, int panels, Vector512<float>* x, Vector512<float>* y)
    {
        new Span<Vector512<float>>(y, panels * 4).Clear();
        for (var p = 0; p < panels; p++)
        {
            Vector512<float> x0 = x[4 * p], x1 = x[4 * p + 1], x2 = x[4 * p + 2], x3 = x[4 * p + 3];
            Vector512<float> y0 = y[4 * p], y1 = y[4 * p + 1], y2 = y[4 * p + 2], y3 = y[4 * p + 3];
            for (var s = 0; s < 4; s++, g++)
            {
                var xs = x[4 * p + s];
                y0 = Vector512.FusedMultiplyAdd(g[0], xs, y0);
                y1 = Vector512.FusedMultiplyAdd(g[4], xs, y1);
                y2 = Vector512.FusedMultiplyAdd(g[8], xs, y2);
                y3 = Vector512.FusedMultiplyAdd(g[12], xs, y3);
            }

            g += 12;
            for (var q = 4 * p + 4; q < 4 * panels; q += 4, g += 12)
            {
                for (var s = q; s < q + 4; s++, g++)
                {
                    Vector512<float> g0 = g[0], g1 = g[4], g2 = g[8], g3 = g[12], xs = x[s];
                    y0 = Vector512.FusedMultiplyAdd(g0, xs, y0);
                    y1 = Vector512.FusedMultiplyAdd(g1, xs, y1);
                    y2 = Vector512.FusedMultiplyAdd(g2, xs, y2);
                    y3 = Vector512.FusedMultiplyAdd(g3, xs, y3);
                    var left = Vector512.FusedMultiplyAdd(g1, x1, Vector512.FusedMultiplyAdd(g0, x0, y[s]));
                    y[s] = Vector512.FusedMultiplyAdd(g3, x3, Vector512.FusedMultiplyAdd(g2, x2, left));
                }
            }

            (y[4 * p], y[4 * p + 1], y[4 * p + 2], y[4 * p + 3]) = (y0, y1, y2, y3);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Add(Vector512<float>* x, Vector512<float>* y, int count, Vector512<float>* g)
    {
        Vector512<float> g00 = default, g01 = default, g02 = default, g03 = default, g10 = default, g11 = default, g12 = default, g13 = default;
        Vector512<float> g20 = default, g21 = default, g22 = default, g23 = default, g30 = default, g31 = default, g32 = default, g33 = default;
        for (var end = x + 4 * count; x < end; x += 4, y += 4)
        {
            Vector512<float> y0 = y[0], y1 = y[1], y2 = y[2], y3 = y[3], xr = x[0];
            g00 = Vector512.FusedMultiplyAdd(xr, y0, g00);
            g01 = Vector512.FusedMultiplyAdd(xr, y1, g01);
            g02 = Vector512.FusedMultiplyAdd(xr, y2, g02);
            g03 = Vector512.FusedMultiplyAdd(xr, y3, g03);
            xr = x[1];
            g10 = Vector512.FusedMultiplyAdd(xr, y0, g10);
            g11 = Vector512.FusedMultiplyAdd(xr, y1, g11);
            g12 = Vector512.FusedMultiplyAdd(xr, y2, g12);
            g13 = Vector512.FusedMultiplyAdd(xr, y3, g13);
            xr = x[2];
            g20 = Vector512.FusedMultiplyAdd(xr, y0, g20);
            g21 = Vector512.FusedMultiplyAdd(xr, y1, g21);
            g22 = Vector512.FusedMultiplyAdd(xr, y2, g22);
            g23 = Vector512.FusedMultiplyAdd(xr, y3, g23);
            xr = x[3];
            g30 = Vector512.FusedMultiplyAdd(xr, y0, g30);
            g31 = Vector512.FusedMultiplyAdd(xr, y1, g31);
            g32 = Vector512.FusedMultiplyAdd(xr, y2, g32);
            g33 = Vector512.FusedMultiplyAdd(xr, y3, g33);
        }

        g[0] += g00;
        g[1] += g01;
        g[2] += g02;
        g[3] += g03;
        g[4] += g10;
        g[5] += g11;
        g[6] += g12;
        g[7] += g13;
        g[8] += g20;
        g[9] += g21;
        g[10] += g22;
        g[11] += g23;
        g[12] += g30;
        g[13] += g31;
        g[14] += g32;
        g[15] += g33;
    }
}
