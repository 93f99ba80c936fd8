using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RankElastor.Numerics.Spectra;

/// <summary>
/// Eigenvalues of symmetric tridiagonal matrices, one matrix per lane, by the root-free QR iteration of Pal, Walker and
/// Kahan (LAPACK's dsterf): diagonal t, squared off-diagonal b, both about 1 in size. Each lane goes on to its next
/// eigenvalue as soon as one has converged; all lanes are done when the slowest is.
/// </summary>
/// <remarks>
/// With gamma_i = the i-th pivot of T − shift and p = gamma²/c a rotation is, for r = p + b_i and x = p (t_(i+1) −
/// shift) − b_i gamma: gamma' = x/r, p' = x²/(r p), s' = b_i/r, b_(i−1)' = s r, t_i' = gamma + t_(i+1) − gamma'. One
/// division serves all, and p' waits only for it. Vectors come in pairs: index 2i and 2i + 1 are two independent sets
/// of lanes, whose divisions overlap.
/// </remarks>
static unsafe class LaneTridiagonal
{
    const int IterationsPerValue = 30;
    const double Converged = 1e-18; // of the product of the two diagonal entries: 1e-9 of an eigenvalue at worst
    const double Vanishing = 1e-70; // a squared off-diagonal entry
    const double SmallestPivot = 1e-40;

    /// <summary>
    /// Writes the eigenvalues, in no order, to <paramref name="values"/> [2k]; destroys t [2k] and b [2k].
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Eigenvalues(Vector512<double>* t, Vector512<double>* b, int k, Vector512<double>* values)
    {
        (values[0], values[1]) = (t[0], t[1]);
        Vector512<double> end0 = Vector512.Create(k - 1.0), end1 = end0;
        var last = k - 1;
        for (var iterations = 0; last > 0; iterations++)
        {
            if (iterations > IterationsPerValue * k)
            {
                throw new ArithmeticException(
                    $"Tridiagonal QR did not converge in {IterationsPerValue * k} iterations.");
            }

            var shift0 = Deflate(t, b, last, values, ref end0);
            var shift1 = Deflate(t + 1, b + 1, last, values + 1, ref end1);
            last = (int)Math.Max(Largest(end0), Largest(end1));
            if (last > 0)
            {
                Iterate(t, b, last, shift0, shift1);
            }
        }
    }

    static double Largest(Vector512<double> x)
    {
        var half = Vector256.Max(x.GetLower(), x.GetUpper());
        var quarter = Vector128.Max(half.GetLower(), half.GetUpper());
        return Math.Max(quarter[0], quarter[1]);
    }

    /// <summary>
    /// Takes the converged eigenvalues off each lane's end and returns Wilkinson's shift for the rest: the eigenvalue
    /// of its trailing 2 x 2 block that is nearer to its last entry.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static Vector512<double> Deflate(
        Vector512<double>* t, Vector512<double>* b, int last, Vector512<double>* values, ref Vector512<double> end)
    {
        Vector512<double> above = default, at = default, between = default;
        var lowest = Smallest(end);
        for (var i = last; i > 0; i--)
        {
            var here = Vector512.Equals(end, Vector512.Create((double)i));
            if (i < lowest && !Vector512.GreaterThanAny(here.AsUInt64(), Vector512<ulong>.Zero))
            {
                break;
            }

            var (previous, present, coupling) = (t[2 * i - 2], t[2 * i], b[2 * i - 2]);
            var bound = Vector512.FusedMultiplyAdd(
                Vector512.Abs(previous * present), Vector512.Create(Converged), Vector512.Create(Vanishing));
            var open = Vector512.GreaterThan(coupling, bound); // false for NaN, which then counts as converged
            var closed = Vector512.AndNot(here, open);
            values[2 * i] = Vector512.ConditionalSelect(closed, present, values[2 * i]);
            // stays where nothing is left above
            values[2 * i - 2] = Vector512.ConditionalSelect(closed, previous, values[2 * i - 2]);
            b[2 * i - 2] = Vector512.AndNot(coupling, closed);
            end -= Vector512.BitwiseAnd(closed, Vector512<double>.One);
            var rest = Vector512.BitwiseAnd(here, open);
            above = Vector512.ConditionalSelect(rest, previous, above);
            at = Vector512.ConditionalSelect(rest, present, at);
            between = Vector512.ConditionalSelect(rest, coupling, between);
        }

        var half = (above - at) * 0.5;
        var root = Vector512.Sqrt(Vector512.FusedMultiplyAdd(half, half, between));
        var denominator = half + Vector512.CopySign(root, half);
        var none = Vector512.Equals(denominator, Vector512<double>.Zero);
        return at - Vector512.AndNot(between / denominator, none);
    }

    static double Smallest(Vector512<double> x)
    {
        var half = Vector256.Min(x.GetLower(), x.GetUpper());
        var quarter = Vector128.Min(half.GetLower(), half.GetUpper());
        return Math.Min(quarter[0], quarter[1]);
    }

    /// <summary>One QR iteration on the leading block 0 … last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Iterate(
        Vector512<double>* t, Vector512<double>* b, int last, Vector512<double> shift0, Vector512<double> shift1)
    {
        Vector512<double> gamma0 = Pivot(t[0] - shift0), gamma1 = Pivot(t[1] - shift1);
        Vector512<double> p0 = gamma0 * gamma0, p1 = gamma1 * gamma1, s0 = default, s1 = default;
        for (var i = 0; i < 2 * last; i += 2)
        {
            Rotate(t, b, i, shift0, ref gamma0, ref p0, ref s0);
            Rotate(t, b, i + 1, shift1, ref gamma1, ref p1, ref s1);
        }

        (b[2 * last - 2], b[2 * last - 1]) = (s0 * p0, s1 * p1);
        (t[2 * last], t[2 * last + 1]) = (shift0 + gamma0, shift1 + gamma1);
    }

    /// <summary>No pivot is 0: moving it by 1e-40 moves the matrix by no more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<double> Pivot(Vector512<double> gamma) =>
        Vector512.CopySign(Vector512.Max(Vector512.Abs(gamma), Vector512.Create(SmallestPivot)), gamma);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Rotate(
        Vector512<double>* t, Vector512<double>* b, int i, Vector512<double> shift,
        ref Vector512<double> gamma, ref Vector512<double> p, ref Vector512<double> s)
    {
        Vector512<double> coupling = b[i], next = t[i + 2];
        var r = p + coupling;
        if (i > 1)
        {
            b[i - 2] = s * r;
        }

        var inverse = Vector512<double>.One / (r * p);
        var x = Vector512.FusedMultiplyAdd(p, next - shift, -(coupling * gamma));
        x = Vector512.CopySign(Vector512.Max(Vector512.Abs(x), r * SmallestPivot), x);
        var reciprocal = p * inverse;
        s = coupling * reciprocal;
        p = x * x * inverse;
        x *= reciprocal;
        t[i] = gamma + (next - x);
        gamma = x;
    }
}
