using System.Numerics.Tensors;

namespace RankElastor.Numerics.Spectra;

/// <summary>
/// Singular values in float64 by one-sided Jacobi rotations (Hestenes, 1958): the columns of A are made orthogonal pair
/// by pair, and their lengths are then the singular values. The scalar definition that the batched path must agree
/// with.
/// </summary>
/// <remarks>
/// Accurate to about 1e-14 · s_1. Cost: about 6 sweeps of 3·max·min² multiply-adds; for tests, tables and single
/// matrices.
/// </remarks>
public static class Jacobi
{
    const int MaximumSweeps = 60;

    /// <summary>
    /// Writes min(rows, cols) singular values in descending order; all are NaN where an entry is not finite.
    /// </summary>
    /// <param name="matrix">[rows, cols], row-major.</param>
    /// <param name="rows">Rows, positive.</param>
    /// <param name="cols">Columns, positive.</param>
    /// <param name="values">Receives min(rows, cols) values.</param>
    public static void SingularValues(ReadOnlySpan<double> matrix, int rows, int cols, Span<double> values)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(cols);
        if (matrix.Length != (long)rows * cols || values.Length != Math.Min(rows, cols))
        {
            throw new ArgumentException(
                $"A {rows} x {cols} matrix needs {(long)rows * cols} numbers and {Math.Min(rows, cols)} values.");
        }

        var largest = 0.0;
        foreach (var value in matrix)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        values.Fill(largest - largest);
        if (largest == 0 || !double.IsFinite(largest))
        {
            return;
        }

        var columns = Columns(matrix, rows, cols, 1 / largest, values.Length);
        Orthogonalise(columns);
        for (var c = 0; c < values.Length; c++)
        {
            values[c] = largest * Math.Sqrt(Dot(columns[c], columns[c]));
        }

        values.Sort(static (a, b) => b.CompareTo(a));
    }

    /// <summary>The columns of the matrix, or its rows where it is wider than tall, scaled.</summary>
    static double[][] Columns(ReadOnlySpan<double> matrix, int rows, int cols, double scale, int count)
    {
        var length = Math.Max(rows, cols);
        var columns = new double[count][];
        for (var c = 0; c < count; c++)
        {
            columns[c] = new double[length];
            for (var i = 0; i < length; i++)
            {
                columns[c][i] = scale * (rows >= cols ? matrix[i * cols + c] : matrix[c * cols + i]);
            }
        }

        return columns;
    }

    /// <summary>
    /// Rotates vectors of one length, finite and any number of them, until they are orthogonal: A ← A V with V
    /// orthogonal, so that A Aᵀ stays. Those of a symmetric positive semi-definite A become its eigenvectors, each as
    /// long as its eigenvalue, in no order.
    /// </summary>
    internal static void Orthogonalise(double[][] columns)
    {
        var total = 0.0;
        foreach (var column in columns)
        {
            total += Dot(column, column);
        }

        var negligible = total * 1e-32; // below it a column is rounding noise of the largest
        var tolerance = 4 * SpectralMeasures.DoubleEpsilon * Math.Sqrt(columns[0].Length); // rounding of a dot product
        for (var sweep = 0; sweep < MaximumSweeps; sweep++)
        {
            var rotated = false;
            for (var p = 0; p < columns.Length - 1; p++)
            {
                for (var q = p + 1; q < columns.Length; q++)
                {
                    rotated |= Rotate(columns[p], columns[q], tolerance, negligible);
                }
            }

            if (!rotated)
            {
                return;
            }
        }

        throw new ArithmeticException($"One-sided Jacobi did not converge in {MaximumSweeps} sweeps.");
    }

    static bool Rotate(double[] x, double[] y, double tolerance, double negligible)
    {
        var (xx, yy, xy) = (Dot(x, x), Dot(y, y), Dot(x, y));
        if (Math.Abs(xy) <= Math.Max(tolerance * Math.Sqrt(xx * yy), negligible))
        {
            return false;
        }

        var zeta = (yy - xx) / (2 * xy);
        var t = Math.CopySign(1, zeta) / (Math.Abs(zeta) + Math.Sqrt(1 + zeta * zeta));
        var cosine = 1 / Math.Sqrt(1 + t * t);
        var sine = cosine * t;
        for (var i = 0; i < x.Length; i++)
        {
            (x[i], y[i]) = (cosine * x[i] - sine * y[i], sine * x[i] + cosine * y[i]);
        }

        return true;
    }

    static double Dot(double[] x, double[] y) => TensorPrimitives.Dot<double>(x, y);
}
