namespace RankElastor.Tests.Numerics.Degenerate;

/// <summary>Eigenvalues of a symmetric matrix by Jacobi's classical rotations (Golub and Van Loan, 8.5).</summary>
sealed record SymmetricEigen(double[] Values)
{
    public static SymmetricEigen Of(double[][] matrix)
    {
        var (n, a) = (matrix.Length, Array.ConvertAll(matrix, row => row.ToArray()));
        var largest = a.Max(row => row.Max(Math.Abs));
        if (!double.IsFinite(largest) || largest == 0)
        {
            return new SymmetricEigen(new double[n]);
        }

        for (var sweep = 0; sweep < 60; sweep++)
        {
            for (var p = 0; p < n; p++)
            {
                for (var q = p + 1; q < n; q++)
                {
                    Rotate(a, p, q, 1e-40 * largest);
                }
            }
        }

        return new SymmetricEigen([.. Enumerable.Range(0, n).Select(i => a[i][i])]);
    }

    static void Rotate(double[][] a, int p, int q, double nothing)
    {
        if (Math.Abs(a[p][q]) <= nothing)
        {
            return;
        }

        var tau = (a[q][q] - a[p][p]) / (2 * a[p][q]);
        var t = (tau >= 0 ? 1 : -1) / (Math.Abs(tau) + Math.Sqrt(1 + tau * tau));
        var (c, s) = (1 / Math.Sqrt(1 + t * t), t / Math.Sqrt(1 + t * t));
        for (var k = 0; k < a.Length; k++)
        {
            (a[k][p], a[k][q]) = (c * a[k][p] - s * a[k][q], s * a[k][p] + c * a[k][q]);
        }

        for (var k = 0; k < a.Length; k++)
        {
            (a[p][k], a[q][k]) = (c * a[p][k] - s * a[q][k], s * a[p][k] + c * a[q][k]);
        }
    }
}
