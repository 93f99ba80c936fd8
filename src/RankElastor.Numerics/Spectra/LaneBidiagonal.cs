using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RankElastor.Numerics.Spectra;

/// <summary>
/// Householder bidiagonalisation, one matrix per lane: A ← (I − tau v vᵀ) A (I − tau' u uᵀ) for each column and row in
/// turn, until only a diagonal d and a superdiagonal e are left, whose singular values are A's (Golub and Kahan, 1965).
/// </summary>
/// <remarks>
/// With w = tau Aᵀv and z = tau'(A u − v (w·u)) a step is the rank-2 update A ← A − v wᵀ − z uᵀ. It is applied late, in
/// the pass that needs the column for the next w, so that a step costs 4 multiply-adds, 2 loads and 1 store per
/// element. Absolute error: a few 2^−52 · s_1; in float32 it would be 6e-7 · s_1, which is nothing to the entropy ranks
/// but 6e-3 of a singular value of 1e-4 · s_1.
/// </remarks>
static unsafe class LaneBidiagonal
{
    const double Negligible = 1e-200; // a squared norm; that of the smallest float32 number is 1e-90

    /// <summary>Vectors of scratch: z [n], w [k], u [k].</summary>
    public static int Scratch(int n, int k) => n + 2 * k;

    /// <summary>Reduces a [k columns of n], n ≥ k, destroying it; writes |d| [k] and |e| [k − 1].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Reduce(
        Vector512<double>* a, int n, int k, Vector512<double>* d, Vector512<double>* e, Vector512<double>* scratch)
    {
        Vector512<double>* z = scratch, w = z + n, u = w + k;
        for (var j = 0; j < k; j++)
        {
            var v = a + j * n;
            if (j > 0)
            {
                Update(v, v - n, -w[j], z, -u[j], j, n);
            }

            var tau = Reflector(v + j, n - j, out d[j]);
            if (j == k - 1)
            {
                return;
            }

            ProjectColumns(a, n, k, j, tau, w, u, z);
            for (var c = j + 1; c < k; c++)
            {
                u[c] = a[c * n + j] - v[j] * w[c]; // row j after the left reflection
            }

            var tauRight = Reflector(u + j + 1, k - j - 1, out e[j]);
            ProjectRows(a, n, k, j, tauRight, w, u, z);
        }
    }

    /// <summary>
    /// Turns x into the v of the reflection that maps x to (±norm, 0, …); returns tau = 2 / v·v, 0 where x is
    /// negligible.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static Vector512<double> Reflector(Vector512<double>* x, int length, out Vector512<double> norm)
    {
        var alpha = x[0];
        Vector512<double> even = alpha * alpha, odd = default;
        var i = 1;
        for (; i < length - 1; i += 2)
        {
            even = Vector512.FusedMultiplyAdd(x[i], x[i], even);
            odd = Vector512.FusedMultiplyAdd(x[i + 1], x[i + 1], odd);
        }

        if (i < length)
        {
            even = Vector512.FusedMultiplyAdd(x[i], x[i], even);
        }

        norm = Vector512.Sqrt(even + odd);
        x[0] = alpha + Vector512.CopySign(norm, alpha);
        var denominator = norm * (norm + Vector512.Abs(alpha));
        // false for NaN, which must spread
        var negligible = Vector512.LessThan(denominator, Vector512.Create(Negligible));
        return Vector512.AndNot(Vector512<double>.One / denominator, negligible);
    }

    /// <summary>x ← x − w v − u z over rows from … n − 1, the negated w and u given.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Update(
        Vector512<double>* x, Vector512<double>* v, Vector512<double> w, Vector512<double>* z, Vector512<double> u,
        int from, int n)
    {
        for (var i = from; i < n; i++)
        {
            x[i] = Vector512.FusedMultiplyAdd(z[i], u, Vector512.FusedMultiplyAdd(v[i], w, x[i]));
        }
    }

    /// <summary>
    /// For each column c right of j: the late update of the step before, and the new w[c] = tau v·a_c.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void ProjectColumns(
        Vector512<double>* a, int n, int k, int j, Vector512<double> tau, Vector512<double>* w, Vector512<double>* u,
        Vector512<double>* z)
    {
        var v = a + j * n;
        var c = j + 1;
        for (; c <= k - 4; c += 4)
        {
            FourColumns(a + c * n, n, j, v, tau, w + c, u + c, z);
        }

        for (; c < k; c++)
        {
            var x = a + c * n;
            if (j > 0)
            {
                Update(x, v - n, -w[c], z, -u[c], j, n);
            }

            var sum = Vector512<double>.Zero;
            for (var i = j; i < n; i++)
            {
                sum = Vector512.FusedMultiplyAdd(v[i], x[i], sum);
            }

            w[c] = tau * sum;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void FourColumns(
        Vector512<double>* x, int n, int j, Vector512<double>* v, Vector512<double> tau, Vector512<double>* w,
        Vector512<double>* u, Vector512<double>* z)
    {
        Vector512<double>* x1 = x + n, x2 = x1 + n, x3 = x2 + n, old = v - n;
        Vector512<double> s0 = default, s1 = default, s2 = default, s3 = default;
        if (j == 0)
        {
            for (var i = 0; i < n; i++)
            {
                var vi = v[i];
                s0 = Vector512.FusedMultiplyAdd(vi, x[i], s0);
                s1 = Vector512.FusedMultiplyAdd(vi, x1[i], s1);
                s2 = Vector512.FusedMultiplyAdd(vi, x2[i], s2);
                s3 = Vector512.FusedMultiplyAdd(vi, x3[i], s3);
            }
        }
        else
        {
            Vector512<double> w0 = -w[0], w1 = -w[1], w2 = -w[2], w3 = -w[3];
            Vector512<double> u0 = -u[0], u1 = -u[1], u2 = -u[2], u3 = -u[3];
            for (var i = j; i < n; i++)
            {
                Vector512<double> oi = old[i], zi = z[i], vi = v[i];
                var y = Vector512.FusedMultiplyAdd(zi, u0, Vector512.FusedMultiplyAdd(oi, w0, x[i]));
                s0 = Vector512.FusedMultiplyAdd(vi, y, s0);
                x[i] = y;
                y = Vector512.FusedMultiplyAdd(zi, u1, Vector512.FusedMultiplyAdd(oi, w1, x1[i]));
                s1 = Vector512.FusedMultiplyAdd(vi, y, s1);
                x1[i] = y;
                y = Vector512.FusedMultiplyAdd(zi, u2, Vector512.FusedMultiplyAdd(oi, w2, x2[i]));
                s2 = Vector512.FusedMultiplyAdd(vi, y, s2);
                x2[i] = y;
                y = Vector512.FusedMultiplyAdd(zi, u3, Vector512.FusedMultiplyAdd(oi, w3, x3[i]));
                s3 = Vector512.FusedMultiplyAdd(vi, y, s3);
                x3[i] = y;
            }
        }

        (w[0], w[1], w[2], w[3]) = (tau * s0, tau * s1, tau * s2, tau * s3);
    }

    /// <summary>z = tau (A u − v (w·u)) below row j.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void ProjectRows(
        Vector512<double>* a, int n, int k, int j, Vector512<double> tau, Vector512<double>* w, Vector512<double>* u,
        Vector512<double>* z)
    {
        var v = a + j * n;
        var dot = Vector512<double>.Zero;
        for (var c = j + 1; c < k; c++)
        {
            dot = Vector512.FusedMultiplyAdd(w[c], u[c], dot);
        }

        dot *= -tau;
        for (var i = j + 1; i < n; i++)
        {
            z[i] = v[i] * dot;
        }

        var column = k - 4;
        for (; column > j; column -= 4) // from the columns that ProjectColumns left in the cache
        {
            Vector512<double>* x = a + column * n, x1 = x + n, x2 = x1 + n, x3 = x2 + n;
            Vector512<double> u0 =
                tau * u[column], u1 = tau * u[column + 1], u2 = tau * u[column + 2], u3 = tau * u[column + 3];
            for (var i = j + 1; i < n; i++)
            {
                var left = Vector512.FusedMultiplyAdd(x1[i], u1, Vector512.FusedMultiplyAdd(x[i], u0, z[i]));
                z[i] = Vector512.FusedMultiplyAdd(x3[i], u3, Vector512.FusedMultiplyAdd(x2[i], u2, left));
            }
        }

        for (column += 3; column > j; column--)
        {
            var x = a + column * n;
            var factor = tau * u[column];
            for (var i = j + 1; i < n; i++)
            {
                z[i] = Vector512.FusedMultiplyAdd(x[i], factor, z[i]);
            }
        }
    }
}
