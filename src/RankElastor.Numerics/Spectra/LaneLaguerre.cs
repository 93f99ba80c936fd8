using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RankElastor.Numerics.Spectra;

/// <summary>
/// The largest eigenvalue of a symmetric tridiagonal matrix with diagonal alpha and off-diagonal beta, one matrix per lane: the largest root
/// of p_j = (x − alpha_j) p_(j−1) − beta_(j−1)² p_(j−2) by Laguerre's iteration x ← x − m p / (p' + √((m − 1)((m − 1) p'² − m p p''))),
/// which comes down to it from any bound above, without a miss and with cubic speed.
/// </summary>
static unsafe class LaneLaguerre
{
    const int Iterations = 40; // 6 are usual; after 40 the caller judges by the last component
    const double Converged = 1e-8; // a step, of the root

    /// <summary>The root, and the squared last component of its unit eigenvector, p_(m−1)/p_m'.</summary>
    /// <param name="alpha">m vectors with a stride of 2; at most about 1 in size.</param>
    /// <param name="squares">beta², m − 1 vectors with a stride of 2.</param>
    /// <param name="m">Order, positive.</param>
    /// <param name="x">No smaller than the largest eigenvalue. Lanes where a number is NaN count as converged.</param>
    /// <param name="open">All bits set in the lanes whose result is wanted.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (Vector512<double> Root, Vector512<double> Last) Largest(
        Vector512<double>* alpha, Vector512<double>* squares, int m, Vector512<double> x, Vector512<double> open)
    {
        var (order, less) = (Vector512.Create((double)m), Vector512.Create(m - 1.0));
        for (var iteration = 1; ; iteration++)
        {
            Vector512<double> before = Vector512<double>.One, slopeBefore = default, bendBefore = default;
            Vector512<double> p = x - alpha[0], slope = Vector512<double>.One, bend = default;
            for (var j = 1; j < m; j++)
            {
                Vector512<double> factor = x - alpha[2 * j], square = -squares[2 * j - 2];
                var nextBend = Vector512.FusedMultiplyAdd(factor, bend, Vector512.FusedMultiplyAdd(square, bendBefore, slope + slope));
                var nextSlope = Vector512.FusedMultiplyAdd(factor, slope, Vector512.FusedMultiplyAdd(square, slopeBefore, p));
                var next = Vector512.FusedMultiplyAdd(factor, p, square * before);
                (before, slopeBefore, bendBefore, p, slope, bend) = (p, slope, bend, next, nextSlope, nextBend);
            }

            var root = Vector512.Sqrt(Vector512.Max(less * (less * slope * slope - order * p * bend), Vector512<double>.Zero));
            var step = order * p / (slope + root);
            x -= step;
            if (iteration == Iterations || !Vector512.GreaterThanAny(Vector512.BitwiseAnd(Vector512.Abs(step), open), x * Converged))
            {
                // both at the new x, to the square of the step
                return (x, (before - slopeBefore * step) / (slope - bend * step));
            }
        }
    }
}
