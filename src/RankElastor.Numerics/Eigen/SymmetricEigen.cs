namespace RankElastor.Numerics.Eigen;

/// <summary>
/// Eigenvalues and eigenvectors of a symmetric matrix of up to a few hundred rows: Householder reflections to tridiagonal form, then
/// <see cref="Tridiagonal"/>. Absolute error of a value: a few n · 2^−52 · ‖A‖; cost about 4/3 n³ multiply-adds, with vectors 5 n³.
/// </summary>
public static class SymmetricEigen
{
    /// <summary>The eigenvalues in descending order.</summary>
    /// <param name="matrix">[n, n], symmetric (the lower half is not read), finite.</param>
    /// <param name="n">Rows and columns, positive.</param>
    public static double[] Values(ReadOnlySpan<double> matrix, int n)
    {
        var (values, _) = Solve(matrix, n, withVectors: false);
        values.AsSpan().Sort(static (a, b) => b.CompareTo(a));
        return values;
    }

    /// <summary>The eigenvalues in descending order, and the unit eigenvectors as the rows of [n, n] in the same order.</summary>
    /// <param name="matrix">[n, n], symmetric (the lower half is not read), finite.</param>
    /// <param name="n">Rows and columns, positive.</param>
    public static (double[] Values, double[] Vectors) Decompose(ReadOnlySpan<double> matrix, int n)
    {
        var (values, vectors) = Solve(matrix, n, withVectors: true);
        var order = Enumerable.Range(0, n).OrderByDescending(i => values[i]).ToArray();
        var sorted = new double[n * n];
        for (var i = 0; i < n; i++)
        {
            vectors.AsSpan(order[i] * n, n).CopyTo(sorted.AsSpan(i * n, n));
        }

        return (Array.ConvertAll(order, i => values[i]), sorted);
    }

    static (double[] Values, double[] Vectors) Solve(ReadOnlySpan<double> matrix, int n, bool withVectors)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(n);
        if (matrix.Length != n * n)
        {
            throw new ArgumentException($"A {n} x {n} matrix has {n * n} numbers, not {matrix.Length}.");
        }

        var a = new double[n * n];
        for (var i = 0; i < n; i++)
        {
            for (var j = i; j < n; j++)
            {
                a[j * n + i] = a[i * n + j] = double.IsFinite(matrix[i * n + j])
                    ? matrix[i * n + j]
                    : throw new ArgumentException($"The matrix holds {matrix[i * n + j]}; every entry must be finite.");
            }
        }

        double[] d = new double[n], e = new double[n], tau = new double[n];
        Tridiagonalise(a, n, d, e, tau);
        var vectors = withVectors ? Basis(a, n, tau) : [];
        Tridiagonal.Diagonalise(d, e, vectors);
        return (d, vectors);
    }

    /// <summary>A ← H A H for one reflection H = I − tau v vᵀ per row; row k of A keeps the v of its reflection, right of the diagonal.</summary>
    static void Tridiagonalise(double[] a, int n, double[] d, double[] e, double[] tau)
    {
        var p = new double[n];
        for (var k = 0; k < n; k++)
        {
            d[k] = a[k * n + k];
            if (k == n - 1)
            {
                return;
            }

            var v = a.AsSpan(k * n + k + 1, n - k - 1);
            (e[k], tau[k]) = Reflector(v);
            var w = p.AsSpan(k + 1);
            for (var i = k + 1; i < n; i++)
            {
                p[i] = tau[k] * Vectors.Dot(a.AsSpan(i * n + k + 1, v.Length), v);
            }

            Vectors.AddScaled(w, v, -0.5 * tau[k] * Vectors.Dot(w, v));
            for (var i = k + 1; i < n; i++)
            {
                var row = a.AsSpan(i * n + k + 1, v.Length);
                Vectors.AddScaled(row, w, -v[i - k - 1]);
                Vectors.AddScaled(row, v, -p[i]);
            }
        }
    }

    /// <summary>Turns x into the v of the reflection that maps x to (norm, 0, …); tau = 2 / v·v, 0 where x is 0 already.</summary>
    static (double Norm, double Tau) Reflector(Span<double> x)
    {
        var largest = 0.0;
        foreach (var value in x)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        if (largest < 1e-150)
        {
            var kept = x[0];
            x.Clear();
            return (x.Length == 1 ? kept : 0, 0);
        }

        var norm = Math.Sqrt(Vectors.Dot(x, x));
        var head = x[0];
        x[0] += Math.CopySign(norm, head);
        return (-Math.CopySign(norm, head), 1 / (norm * (norm + Math.Abs(head))));
    }

    /// <summary>The rows q_i of Qᵀ in A = Q T Qᵀ: each row of the identity with the reflections applied, last reflection first.</summary>
    static double[] Basis(double[] a, int n, double[] tau)
    {
        var vectors = new double[n * n];
        for (var i = 0; i < n; i++)
        {
            vectors[i * n + i] = 1;
            for (var k = i - 1; k >= 0; k--)
            {
                var v = a.AsSpan(k * n + k + 1, n - k - 1);
                var tail = vectors.AsSpan(i * n + k + 1, v.Length);
                Vectors.AddScaled(tail, v, -tau[k] * Vectors.Dot(tail, v));
            }
        }

        return vectors;
    }
}
