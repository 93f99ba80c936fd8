using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RankElastor.Numerics.Spectra;

/// <summary>
/// The tridiagonal Gram matrix BᵀB of a bidiagonal B, one matrix per lane, in a form that keeps small singular values:
/// with q = d² and e² in the place of e, a few unshifted steps of the differential qd algorithm (q_i' = δ + e_i, e_i' =
/// e_i q_(i+1)/q_i', δ' = δ q_(i+1)/q_i', from δ = q_0; Fernando and Parlett, 1994), then t_i = q_i + e_(i−1), b_i =
/// q_i e_i.
/// </summary>
/// <remarks>
/// The steps keep every singular value to a few eps of itself and sort the large ones to the front. Formed from the
/// sorted q and e, t and b are graded, and QR finds a value of 1e-7 · s_1 to 1e-8 of itself; formed from B itself, to
/// 1e-3. Many small values take more steps to reach the end than few: 3 steps do for k = 20, 6 for k = 64 with a
/// quarter of the values small.
/// </remarks>
static unsafe class LaneBidiagonalGram
{
    const double Floor = 1e-60; // squared: against 1, a singular value of 1e-30
    const double SmallestPivot = 1e-150;

    public const double Zero = 1e-50;

    /// <summary>
    /// Writes t and b with a stride of 2 vectors from d [k] and e [k − 1], which it destroys; returns the power of two
    /// that the singular values were divided by.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector512<double> Form(
        Vector512<double>* d, Vector512<double>* e, int k, Vector512<double>* t, Vector512<double>* b)
    {
        var scale = Square(d, e, k);
        for (var step = 0; step < 2 + k / 8; step++)
        {
            var delta = d[0];
            for (var i = 0; i < k - 1; i++)
            {
                d[i] = delta + e[i];
                var ratio = d[i + 1] / d[i];
                e[i] *= ratio;
                delta = Vector512.Max(delta * ratio, Vector512.Create(SmallestPivot));
            }

            d[k - 1] = delta;
        }

        var before = Vector512<double>.Zero;
        for (var i = 0; i < k; i++)
        {
            t[2 * i] = d[i] + before;
            before = i < k - 1 ? e[i] : default;
            b[2 * i] = d[i] * before;
        }

        return scale;
    }

    /// <summary>Divides by a power of two that makes the largest entry about 1, and squares.</summary>
    static Vector512<double> Square(Vector512<double>* d, Vector512<double>* e, int k)
    {
        var largest = d[0];
        for (var i = 0; i < k - 1; i++)
        {
            largest = Vector512.Max(largest, Vector512.Max(d[i + 1], e[i]));
        }

        var exponent = Vector512.Max(largest.AsInt64() >>> 52, Vector512.Create(523L)); // 2^−500 for a zero matrix
        exponent = Vector512.Min(exponent, Vector512.Create(1523L)); // NaN and infinity
        var inverse = ((Vector512.Create(2046L) - exponent) << 52).AsDouble();
        for (var i = 0; i < k; i++)
        {
            d[i] *= inverse;
            d[i] = Vector512.Max(d[i] * d[i], Vector512.Create(Floor));
            if (i < k - 1)
            {
                e[i] *= inverse;
                e[i] *= e[i];
            }
        }

        return (exponent << 52).AsDouble();
    }
}
