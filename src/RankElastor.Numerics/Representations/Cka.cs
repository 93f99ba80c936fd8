using System.Numerics.Tensors;
using RankElastor.Numerics.Decay;

namespace RankElastor.Numerics.Representations;

/// <summary>
/// Linear centred kernel alignment ‖Ycᵀ Xc‖_F² / (‖Xcᵀ Xc‖_F ‖Ycᵀ Yc‖_F) of two representations X [n, p] and Y [n, q]
/// of the same n rows (Kornblith et al., 2019): 1 for representations that differ by an orthogonal map and a scale. NaN
/// where all rows of one are the same but for rounding, or not finite. Costs n² (p + q) multiply-adds.
/// </summary>
public static class Cka
{
    /// <summary>
    /// With the unbiased estimator of HSIC (Song et al., 2012; kernels with zero diagonal), whose mean is 0 for
    /// independent representations whatever n and p; by the plain formula Gaussian ones of p columns read about p / (n
    /// + p). At most 1, may be below 0. NaN for fewer than 4 rows or where an estimated norm is not positive.
    /// </summary>
    /// <param name="x">[rows, p], row-major.</param>
    /// <param name="y">[rows, q], row-major.</param>
    /// <param name="rows">Rows of both.</param>
    public static double LinearUnbiased(ReadOnlySpan<float> x, ReadOnlySpan<float> y, int rows)
    {
        if (rows < 4)
        {
            return double.NaN;
        }

        double[] left = CentredCovariance.Centred(x, rows, x.Length / rows);
        double[] right = CentredCovariance.Centred(y, rows, y.Length / rows);
        if (CentredCovariance.IsConstant(left, x) || CentredCovariance.IsConstant(right, y))
        {
            return double.NaN;
        }

        // The rows are centred, so that the sum of row i of a kernel without its diagonal is minus the diagonal.
        var sums = KernelSums(left, right, rows);
        double n = rows;
        double Hsic(double product, double diagonal, double traceX, double traceY) =>
            product + traceX * traceY / ((n - 1) * (n - 2)) - 2 / (n - 2) * diagonal;
        return Ratio(
            Hsic(sums.XY, sums.DiagonalXY, sums.TraceX, sums.TraceY),
            Hsic(sums.XX, sums.DiagonalXX, sums.TraceX, sums.TraceX),
            Hsic(sums.YY, sums.DiagonalYY, sums.TraceY, sums.TraceY));
    }

    static double Ratio(double xy, double xx, double yy) => xx > 0 && yy > 0 ? xy / Math.Sqrt(xx * yy) : double.NaN;

    /// <summary>
    /// Sums over the entries off the diagonal of products of the kernels X Xᵀ and Y Yᵀ of centred rows, the same on it,
    /// and the traces.
    /// </summary>
    static Sums KernelSums(double[] left, double[] right, int rows)
    {
        var (p, q) = (left.Length / rows, right.Length / rows);
        var sums = default(Sums);
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var k = TensorPrimitives.Dot<double>(left.AsSpan(i * p, p), left.AsSpan(j * p, p));
                var l = TensorPrimitives.Dot<double>(right.AsSpan(i * q, q), right.AsSpan(j * q, q));
                sums = sums with { XY = sums.XY + 2 * k * l, XX = sums.XX + 2 * k * k, YY = sums.YY + 2 * l * l };
            }

            var a = TensorPrimitives.Dot<double>(left.AsSpan(i * p, p), left.AsSpan(i * p, p));
            var b = TensorPrimitives.Dot<double>(right.AsSpan(i * q, q), right.AsSpan(i * q, q));
            sums = sums with
            {
                DiagonalXY = sums.DiagonalXY + a * b,
                DiagonalXX = sums.DiagonalXX + a * a,
                DiagonalYY = sums.DiagonalYY + b * b,
                TraceX = sums.TraceX + a,
                TraceY = sums.TraceY + b,
            };
        }

        return sums;
    }

    readonly record struct Sums(
        double XY, double XX, double YY, double DiagonalXY, double DiagonalXX, double DiagonalYY,
        double TraceX, double TraceY);
}
