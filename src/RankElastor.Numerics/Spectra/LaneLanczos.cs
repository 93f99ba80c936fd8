using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RankElastor.Numerics.Spectra;

/// <summary>
/// The largest eigenvalue of the Gram matrix of <see cref="LaneGram"/>, one matrix per lane, by the method of Lanczos (1950):
/// w = G v_j − beta_(j−1) v_(j−1), alpha_j = w·v_j, w ← w − alpha_j v_j, beta_j = ‖w‖, v_(j+1) = w / beta_j. The largest eigenvalue theta of the
/// tridiagonal (alpha, beta), with unit eigenvector s, lies within beta_m |s_m| of an eigenvalue of G.
/// </summary>
/// <remarks>
/// A lane is done when that distance was below 3e-6 · theta, which serves a cluster of eigenvalues as a single one, and theta has not grown by
/// the next check: the vectors that follow are what the start had too little of, so a larger eigenvalue hidden from it comes out. The start is
/// a fixed draw of normal numbers; no vector is made orthogonal again, which brings copies of converged values.
/// </remarks>
static unsafe class LaneLanczos
{
    const double Converged = 3e-6, Grown = 6e-6; // of theta; smaller ones mistake drift in float32 for growth
    const float Vanishing = 1e-36f; // a squared norm: v so far spans all that G reaches
    const double Slack = 1 + 1e-5; // by which rounding may lift theta above the bound
    const int FirstCheck = 5, StepsPerCheck = 3;

    /// <summary>The most steps of any lane.</summary>
    public static int MostSteps(int k) => 2 * k + 16;

    /// <summary>Vectors of scratch: three of the length of x, and (in float64) alpha and beta² twice.</summary>
    public static int Scratch(int k) => 3 * LanePanels.Count(k) * LanePanels.Width + 4 * MostSteps(k);

    /// <summary>Eigenvalues of lanes 0 … 7 and 8 … 15; <paramref name="bound"/> is no smaller. NaN where G holds a NaN or is 0; null where a lane is not done after the most steps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (Vector512<double> Lower, Vector512<double> Upper)? Largest(
        Vector512<float>* g, int k, Vector512<float> bound, float[] start, Vector512<float>* scratch)
    {
        var panels = LanePanels.Count(k);
        var length = panels * LanePanels.Width;
        Vector512<float>* v = scratch, w = v + length, old = w + length;
        var alpha = (Vector512<double>*)(old + length);
        var squares = alpha + 2 * MostSteps(k);
        for (var i = 0; i < length; i++)
        {
            (v[i], old[i]) = (Vector512.Create(start[i]), default);
        }

        Vector512<double> candidate0 = default, candidate1 = default, lower = default, upper = default; // in units of the bound; 0 until settled
        var (inverse, beta) = (Vector512<float>.One / bound, Vector512<float>.Zero);
        var check = Math.Min(k, FirstCheck);
        for (var m = 1; m <= MostSteps(k); m++)
        {
            LaneGram.Multiply(g, panels, v, w);
            var diagonal = Dot(v, w, length);
            var square = Subtract(w, v, diagonal, old, beta, length);
            (alpha[2 * m - 2], alpha[2 * m - 1]) = Vector512.Widen(diagonal * inverse);
            (squares[2 * m - 2], squares[2 * m - 1]) = Vector512.Widen(square * inverse * inverse);
            if (m == check)
            {
                var open = Settle(alpha, squares, m, ref candidate0, ref lower) | Settle(alpha + 1, squares + 1, m, ref candidate1, ref upper);
                if (!open)
                {
                    var (scale0, scale1) = Vector512.Widen(bound);
                    return (lower * scale0, upper * scale1);
                }

                check = Math.Min(m + StepsPerCheck, MostSteps(k));
            }

            beta = Vector512.Sqrt(square);
            var vanishing = Vector512.LessThan(square, Vector512.Create(Vanishing));
            Scale(w, Vector512.AndNot(Vector512<float>.One / beta, vanishing), length);
            var free = old;
            old = v;
            v = w;
            w = free;
        }

        return null;
    }

    /// <summary>
    /// Makes theta of the lanes that converge at this step their candidate, NaN included, and settles those whose candidate theta has not
    /// outgrown since; whether any lane is left.
    /// </summary>
    static bool Settle(Vector512<double>* alpha, Vector512<double>* squares, int m, ref Vector512<double> candidate, ref Vector512<double> settled)
    {
        var open = Vector512.Equals(settled, Vector512<double>.Zero);
        if (!Vector512.GreaterThanAny(open.AsUInt64(), Vector512<ulong>.Zero))
        {
            return false;
        }

        var (theta, last) = LaneLaguerre.Largest(alpha, squares, m, Vector512.Create(Slack), open);
        var distant = Vector512.GreaterThan(squares[2 * m - 2] * last, Converged * Converged * theta * theta);
        var waiting = Vector512.Equals(candidate, Vector512<double>.Zero);
        var rose = Vector512.GreaterThan(theta, candidate * (1 + Grown));
        settled = Vector512.ConditionalSelect(Vector512.AndNot(open, waiting | rose), candidate, settled);
        candidate = Vector512.ConditionalSelect(waiting | rose, Vector512.AndNot(theta, distant), candidate);
        return Vector512.EqualsAny(settled, Vector512<double>.Zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static Vector512<float> Dot(Vector512<float>* x, Vector512<float>* y, int length)
    {
        Vector512<float> s0 = default, s1 = default, s2 = default, s3 = default;
        for (var i = 0; i < length; i += 4)
        {
            s0 = Vector512.FusedMultiplyAdd(x[i], y[i], s0);
            s1 = Vector512.FusedMultiplyAdd(x[i + 1], y[i + 1], s1);
            s2 = Vector512.FusedMultiplyAdd(x[i + 2], y[i + 2], s2);
            s3 = Vector512.FusedMultiplyAdd(x[i + 3], y[i + 3], s3);
        }

        return s0 + s1 + (s2 + s3);
    }

    /// <summary>w ← w − alpha v − beta old; returns w·w.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static Vector512<float> Subtract(Vector512<float>* w, Vector512<float>* v, Vector512<float> alpha, Vector512<float>* old, Vector512<float> beta, int length)
    {
        (alpha, beta) = (-alpha, -beta);
        Vector512<float> even = default, odd = default;
        for (var i = 0; i < length; i += 2)
        {
            var x = Vector512.FusedMultiplyAdd(v[i], alpha, Vector512.FusedMultiplyAdd(old[i], beta, w[i]));
            even = Vector512.FusedMultiplyAdd(x, x, even);
            w[i] = x;
            x = Vector512.FusedMultiplyAdd(v[i + 1], alpha, Vector512.FusedMultiplyAdd(old[i + 1], beta, w[i + 1]));
            odd = Vector512.FusedMultiplyAdd(x, x, odd);
            w[i + 1] = x;
        }

        return even + odd;
    }

    static void Scale(Vector512<float>* x, Vector512<float> factor, int length)
    {
        for (var i = 0; i < length; i++)
        {
            x[i] *= factor;
        }
    }
}
