using System.Numerics;

namespace RankElastor.Numerics.Spectra;

/// <summary>
/// Householder bidiagonalisation, one matrix per lane: A ← (I − tau v vᵀ) A (I − tau' u uᵀ) for each column and row in turn, until only
/// a diagonal d and a superdiagonal e are left, whose singular values are A's (Golub and Kahan, 1965).
/// </summary>
/// <remarks>
/// With w = tau Aᵀv and z = tau'(A u − v (w·u)) a step is the rank-2 update A ← A − v wᵀ − z uᵀ. It is applied late, in the pass that needs
/// the column for the next w, so that a step costs 4 multiply-adds, 2 loads and 1 store per element. Absolute error: a few eps · s_1.
/// </remarks>
static unsafe class LaneBidiagonal
{
    const float Negligible = 1e-30f; // a squared norm; entries are about 1 after LaneMatrices.Scale

    /// <summary>Vectors of scratch: z [n], w [k], u [k].</summary>
    public static int Scratch(int n, int k) => n + 2 * k;

    /// <summary>Reduces a [k columns of n], n ≥ k, destroying it; writes |d| [k] and |e| [k − 1].</summary>
    public static void Reduce(Vector<float>* a, int n, int k, Vector<float>* d, Vector<float>* e, Vector<float>* scratch)
    {
        Vector<float>* z = scratch, w = z + n, u = w + k;
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

    /// <summary>Turns x into the v of the reflection that maps x to (±norm, 0, …); returns tau = 2 / v·v, 0 where x is negligible.</summary>
    static Vector<float> Reflector(Vector<float>* x, int length, out Vector<float> norm)
    {
        var alpha = x[0];
        Vector<float> even = alpha * alpha, odd = default;
        var i = 1;
        for (; i < length - 1; i += 2)
        {
            even = Vector.FusedMultiplyAdd(x[i], x[i], even);
            odd = Vector.FusedMultiplyAdd(x[i + 1], x[i + 1], odd);
        }

        if (i < length)
        {
            even = Vector.FusedMultiplyAdd(x[i], x[i], even);
        }

        norm = Vector.SquareRoot(even + odd);
        x[0] = alpha + Vector.CopySign(norm, alpha);
        var denominator = norm * (norm + Vector.Abs(alpha));
        var negligible = Vector.LessThan(denominator, new Vector<float>(Negligible)); // false for NaN, which must spread
        return Vector.AndNot(Vector<float>.One / denominator, Vector.AsVectorSingle(negligible));
    }

    /// <summary>x ← x − w v − u z over rows from … n − 1, the negated w and u given.</summary>
    static void Update(Vector<float>* x, Vector<float>* v, Vector<float> w, Vector<float>* z, Vector<float> u, int from, int n)
    {
        for (var i = from; i < n; i++)
        {
            x[i] = Vector.FusedMultiplyAdd(z[i], u, Vector.FusedMultiplyAdd(v[i], w, x[i]));
        }
    }

    /// <summary>For each column c right of j: the late update of the step before, and the new w[c] = tau v·a_c.</summary>
    static void ProjectColumns(Vector<float>* a, int n, int k, int j, Vector<float> tau, Vector<float>* w, Vector<float>* u, Vector<float>* z)
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

            var sum = Vector<float>.Zero;
            for (var i = j; i < n; i++)
            {
                sum = Vector.FusedMultiplyAdd(v[i], x[i], sum);
            }

            w[c] = tau * sum;
        }
    }

    static void FourColumns(Vector<float>* x, int n, int j, Vector<float>* v, Vector<float> tau, Vector<float>* w, Vector<float>* u, Vector<float>* z)
    {
        Vector<float>* x1 = x + n, x2 = x1 + n, x3 = x2 + n, old = v - n;
        Vector<float> s0 = default, s1 = default, s2 = default, s3 = default;
        if (j == 0)
        {
            for (var i = 0; i < n; i++)
            {
                var vi = v[i];
                s0 = Vector.FusedMultiplyAdd(vi, x[i], s0);
                s1 = Vector.FusedMultiplyAdd(vi, x1[i], s1);
                s2 = Vector.FusedMultiplyAdd(vi, x2[i], s2);
                s3 = Vector.FusedMultiplyAdd(vi, x3[i], s3);
            }
        }
        else
        {
            Vector<float> w0 = -w[0], w1 = -w[1], w2 = -w[2], w3 = -w[3];
            Vector<float> u0 = -u[0], u1 = -u[1], u2 = -u[2], u3 = -u[3];
            for (var i = j; i < n; i++)
            {
                Vector<float> oi = old[i], zi = z[i], vi = v[i];
                var y = Vector.FusedMultiplyAdd(zi, u0, Vector.FusedMultiplyAdd(oi, w0, x[i]));
                s0 = Vector.FusedMultiplyAdd(vi, y, s0);
                x[i] = y;
                y = Vector.FusedMultiplyAdd(zi, u1, Vector.FusedMultiplyAdd(oi, w1, x1[i]));
                s1 = Vector.FusedMultiplyAdd(vi, y, s1);
                x1[i] = y;
                y = Vector.FusedMultiplyAdd(zi, u2, Vector.FusedMultiplyAdd(oi, w2, x2[i]));
                s2 = Vector.FusedMultiplyAdd(vi, y, s2);
                x2[i] = y;
                y = Vector.FusedMultiplyAdd(zi, u3, Vector.FusedMultiplyAdd(oi, w3, x3[i]));
                s3 = Vector.FusedMultiplyAdd(vi, y, s3);
                x3[i] = y;
            }
        }

        (w[0], w[1], w[2], w[3]) = (tau * s0, tau * s1, tau * s2, tau * s3);
    }

    /// <summary>z = tau (A u − v (w·u)) below row j.</summary>
    static void ProjectRows(Vector<float>* a, int n, int k, int j, Vector<float> tau, Vector<float>* w, Vector<float>* u, Vector<float>* z)
    {
        var v = a + j * n;
        var dot = Vector<float>.Zero;
        for (var c = j + 1; c < k; c++)
        {
            dot = Vector.FusedMultiplyAdd(w[c], u[c], dot);
        }

        dot *= -tau;
        for (var i = j + 1; i < n; i++)
        {
            z[i] = v[i] * dot;
        }

        var column = j + 1;
        for (; column <= k - 4; column += 4)
        {
            Vector<float>* x = a + column * n, x1 = x + n, x2 = x1 + n, x3 = x2 + n;
            Vector<float> u0 = tau * u[column], u1 = tau * u[column + 1], u2 = tau * u[column + 2], u3 = tau * u[column + 3];
            for (var i = j + 1; i < n; i++)
            {
                var left = Vector.FusedMultiplyAdd(x1[i], u1, Vector.FusedMultiplyAdd(x[i], u0, z[i]));
                z[i] = Vector.FusedMultiplyAdd(x3[i], u3, Vector.FusedMultiplyAdd(x2[i], u2, left));
            }
        }

        for (; column < k; column++)
        {
            var x = a + column * n;
            var factor = tau * u[column];
            for (var i = j + 1; i < n; i++)
            {
                z[i] = Vector.FusedMultiplyAdd(x[i], factor, z[i]);
            }
        }
    }
}
