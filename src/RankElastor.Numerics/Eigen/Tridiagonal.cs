using RankElastor.Numerics.Spectra;

namespace RankElastor.Numerics.Eigen;

/// <summary>
/// Eigenvalues of a symmetric tridiagonal matrix, diagonal d and off-diagonal e, by the QL method with implicit shifts (Dubrulle, Martin and
/// Wilkinson, 1968; tql2 of EISPACK). Absolute error: a few 2^−52 · ‖T‖.
/// </summary>
static class Tridiagonal
{
    const int MaximumIterations = 60;

    /// <summary>Turns d into the eigenvalues, in no order, and destroys e.</summary>
    /// <param name="d">[n], the diagonal.</param>
    /// <param name="e">[n]; e[i] couples i and i + 1, the last is not read.</param>
    /// <param name="vectors">Empty, or [n, n]: each row is rotated with its eigenvalue; the identity at the start gives the eigenvectors in rows.</param>
    public static void Diagonalise(Span<double> d, Span<double> e, Span<double> vectors)
    {
        var n = d.Length;
        e[n - 1] = 0;
        var norm = 0.0;
        for (var i = 0; i < n; i++)
        {
            norm = Math.Max(norm, Math.Abs(d[i]) + Math.Abs(e[i]));
        }

        for (var l = 0; l < n; l++)
        {
            var iterations = 0;
            for (var m = Split(d, e, l, norm); m != l; m = Split(d, e, l, norm))
            {
                if (++iterations > MaximumIterations)
                {
                    throw new ArithmeticException($"The QL method did not converge in {MaximumIterations} iterations; are all entries finite?");
                }

                Sweep(d, e, vectors, l, m);
            }
        }
    }

    /// <summary>The first place from l on where the matrix falls apart.</summary>
    static int Split(Span<double> d, Span<double> e, int l, double norm)
    {
        var m = l;
        while (m < d.Length - 1 && !(Math.Abs(e[m]) <= SpectralMeasures.DoubleEpsilon * Math.Max(Math.Abs(d[m]) + Math.Abs(d[m + 1]), 0.1 * norm)))
        {
            m++;
        }

        return m;
    }

    static void Sweep(Span<double> d, Span<double> e, Span<double> vectors, int l, int m)
    {
        var n = d.Length;
        var g = (d[l + 1] - d[l]) / (2 * e[l]);
        g = d[m] - d[l] + e[l] / (g + Math.CopySign(double.Hypot(g, 1), g));
        var (sine, cosine, shift) = (1.0, 1.0, 0.0);
        for (var i = m - 1; i >= l; i--)
        {
            var (f, b) = (sine * e[i], cosine * e[i]);
            var r = double.Hypot(f, g);
            e[i + 1] = r;
            if (r == 0)
            {
                d[i + 1] -= shift;
                e[m] = 0;
                return;
            }

            (sine, cosine) = (f / r, g / r);
            g = d[i + 1] - shift;
            r = (d[i] - g) * sine + 2 * cosine * b;
            shift = sine * r;
            d[i + 1] = g + shift;
            g = cosine * r - b;
            if (!vectors.IsEmpty)
            {
                Rotate(vectors.Slice(i * n, n), vectors.Slice((i + 1) * n, n), cosine, sine);
            }
        }

        d[l] -= shift;
        e[l] = g;
        e[m] = 0;
    }

    static void Rotate(Span<double> x, Span<double> y, double cosine, double sine)
    {
        for (var k = 0; k < x.Length; k++)
        {
            (x[k], y[k]) = (cosine * x[k] - sine * y[k], sine * x[k] + cosine * y[k]);
        }
    }
}
