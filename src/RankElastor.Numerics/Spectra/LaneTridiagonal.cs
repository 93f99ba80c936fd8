using System.Numerics;

namespace RankElastor.Numerics.Spectra;

/// <summary>
/// Eigenvalues of symmetric tridiagonal matrices, one matrix per lane, by the root-free QR iteration of Pal, Walker and Kahan (LAPACK's
/// dsterf) in float64: diagonal t, squared off-diagonal b. All lanes work on the same leading block until the slowest has converged.
/// </summary>
/// <remarks>
/// The matrix is BᵀB of a float32 bidiagonal B: t_i = d_i² + e_(i−1)², b_i = (d_i e_i)². Squaring in float64 costs 1e-8 · s_1 at worst
/// in a singular value, below what float32 input carries; squaring in float32 would cost 3e-4 and is never done.
/// Vectors come in pairs: index 2i and 2i + 1 are the two halves of the float lanes.
/// </remarks>
static unsafe class LaneTridiagonal
{
    const int MaximumIterations = 80;
    const double Tiny = 1e-290;

    /// <summary>Forms BᵀB; t [2k], b [2k].</summary>
    public static void FromBidiagonal(Vector<float>* d, Vector<float>* e, int k, Vector<double>* t, Vector<double>* b)
    {
        Vector<double> low = default, high = default;
        for (var i = 0; i < k; i++)
        {
            Vector.Widen(d[i], out var lowD, out var highD);
            (t[2 * i], t[2 * i + 1]) = (lowD * lowD + low, highD * highD + high);
            if (i < k - 1)
            {
                Vector.Widen(e[i], out low, out high);
                (low, high) = (low * low, high * high);
                (b[2 * i], b[2 * i + 1]) = (lowD * lowD * low, highD * highD * high);
            }
        }
    }

    /// <summary>Replaces t by the eigenvalues, in no order; destroys b.</summary>
    public static void Eigenvalues(Vector<double>* t, Vector<double>* b, int k)
    {
        Vector<double> traceLow = default, traceHigh = default;
        for (var i = 0; i < k; i++)
        {
            traceLow += t[2 * i];
            traceHigh += t[2 * i + 1];
        }

        var (boundLow, boundHigh) = (traceLow * traceLow * 1e-30, traceHigh * traceHigh * 1e-30);
        for (var last = k - 1; last > 0; last--)
        {
            var iterations = 0;
            while (Vector.GreaterThanAny(b[2 * last - 2], boundLow) || Vector.GreaterThanAny(b[2 * last - 1], boundHigh))
            {
                if (++iterations > MaximumIterations)
                {
                    throw new ArithmeticException($"Tridiagonal QR did not converge in {MaximumIterations} iterations.");
                }

                Iterate(t, b, last);
            }
        }
    }

    /// <summary>One QR iteration on the leading block 0 … last; both halves in one loop, to overlap their divisions.</summary>
    static void Iterate(Vector<double>* t, Vector<double>* b, int last)
    {
        Vector<double> shift0 = Shift(t, b, 2 * last), shift1 = Shift(t, b, 2 * last + 1);
        Vector<double> gamma0 = t[0] - shift0, gamma1 = t[1] - shift1;
        Vector<double> p0 = gamma0 * gamma0, p1 = gamma1 * gamma1;
        Vector<double> c0 = Vector<double>.One, c1 = Vector<double>.One, s0 = default, s1 = default;
        for (var i = 0; i < 2 * last; i += 2)
        {
            Rotate(t, b, i, shift0, ref gamma0, ref p0, ref c0, ref s0);
            Rotate(t, b, i + 1, shift1, ref gamma1, ref p1, ref c1, ref s1);
        }

        (b[2 * last - 2], b[2 * last - 1]) = (s0 * p0, s1 * p1);
        (t[2 * last], t[2 * last + 1]) = (shift0 + gamma0, shift1 + gamma1);
    }

    /// <summary>Wilkinson's shift: the eigenvalue of the trailing 2 x 2 block that is nearer to its last entry.</summary>
    static Vector<double> Shift(Vector<double>* t, Vector<double>* b, int at)
    {
        var half = (t[at - 2] - t[at]) * 0.5;
        var denominator = half + Vector.CopySign(Vector.SquareRoot(half * half + b[at - 2]), half);
        var none = Vector.Equals(denominator, Vector<double>.Zero);
        return t[at] - Vector.AndNot(b[at - 2] / denominator, Vector.AsVectorDouble(none));
    }

    static void Rotate(
        Vector<double>* t, Vector<double>* b, int i, Vector<double> shift,
        ref Vector<double> gamma, ref Vector<double> p, ref Vector<double> c, ref Vector<double> s)
    {
        var bb = b[i];
        var r = p + bb;
        if (i > 1)
        {
            b[i - 2] = s * r;
        }

        // c = p/r, s = bb/r and 1/c = r/p from one division; where p or r vanishes the rotation is by 0 or 90 degrees
        var product = r * p;
        var safe = Vector.GreaterThan(product, new Vector<double>(Tiny));
        var inverse = Vector<double>.One / Vector.ConditionalSelect(safe, product, Vector<double>.One);
        var inverseR = inverse * p;
        var flat = Vector.GreaterThan(bb, p);
        var oldC = c;
        c = Vector.ConditionalSelect(safe, p * inverseR, Vector.AndNot(Vector<double>.One, Vector.AsVectorDouble(flat)));
        s = Vector.ConditionalSelect(safe, bb * inverseR, Vector.BitwiseAnd(Vector<double>.One, Vector.AsVectorDouble(flat)));
        var alpha = t[i + 2];
        var oldGamma = gamma;
        gamma = c * (alpha - shift) - s * oldGamma;
        t[i] = oldGamma + (alpha - gamma);
        var square = gamma * gamma;
        var otherwise = Vector.ConditionalSelect(Vector.AsVectorInt64(flat), oldC * bb, square);
        p = Vector.ConditionalSelect(safe, square * (r * r * inverse), otherwise);
    }
}
