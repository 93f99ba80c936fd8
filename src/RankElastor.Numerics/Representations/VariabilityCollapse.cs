using System.Numerics.Tensors;
using RankElastor.Numerics.Decay;
using RankElastor.Numerics.Spectra;

namespace RankElastor.Numerics.Representations;

/// <summary>
/// How far the rows of a class have collapsed onto their class mean. With Sigma_B the covariance of class means about
/// the global mean, weighted by class size, Sigma_W that of rows about their class mean, Sigma_T = Sigma_B + Sigma_W.
/// </summary>
/// <param name="Vci">
/// Variability collapse index, 1 − tr(Sigma_T⁺ Sigma_B) / rank Sigma_B (Xu and Liu, 2023). In [0, 1]: 0 collapsed onto
/// class means. Unchanged by an invertible linear map. For two classes 1 − R² of the linear discriminant. Tends to 0 by
/// over-fitting where the rows are not many more than the columns. NaN where all class means agree but for rounding (a
/// single class among them), where all rows are the same, and for rows that are not finite.
/// </param>
/// <param name="Nc1">
/// Neural collapse 1, tr(Sigma_W Sigma_B⁺) / K (Papyan, Han and Donoho, 2020). At least 0, not bounded; changed by a
/// linear map. NaN as <paramref name="Vci"/>.
/// </param>
public readonly record struct VariabilityCollapse(double Vci, double Nc1)
{
    const double Negligible = 1e-11; // of the largest eigenvalue: float32 rounding of the rows gives 1e-14
    const double Rounding = 1e-24; // of tr Sigma_T: what the mean of a million centred rows may be instead of 0

    /// <summary>Both measures.</summary>
    /// <param name="rows">[labels, width], row-major.</param>
    /// <param name="labels">Class of each row, 0 … classes − 1; a class may be empty.</param>
    /// <param name="width">Columns, positive.</param>
    /// <param name="classes">K, at least 2.</param>
    public static VariabilityCollapse Of(ReadOnlySpan<float> rows, ReadOnlySpan<int> labels, int width, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        var undefined = new VariabilityCollapse(double.NaN, double.NaN);
        if (labels.IsEmpty)
        {
            return undefined;
        }

        var centred = CentredCovariance.Centred(rows, labels.Length, width);
        if (CentredCovariance.IsConstant(centred, rows))
        {
            return undefined;
        }

        var size = Math.Abs(TensorPrimitives.MaxMagnitude<double>(centred)); // both measures do not depend on it
        TensorPrimitives.Divide(centred, size, centred);
        var total = CentredCovariance.Of(centred, labels.Length, width);
        var between = ClassMeans(centred, labels, width, classes); // Sigma_B = sum b bᵀ, with orthogonal b once rotated
        Jacobi.Orthogonalise(between);
        var trace = TensorPrimitives.SumOfSquares<double>(centred) / labels.Length;
        var least = Math.Max(Negligible * between.Max(Square), Rounding * trace);
        var kept = Array.FindAll(between, b => Square(b) > least);
        if (kept.Length == 0)
        {
            return undefined;
        }

        var within = kept.Sum(b => Math.Max(Form(total, b) / (Square(b) * Square(b)) - 1, 0)); // bᵀ Sigma_W b / ‖b‖⁴
        // Sigma_T's eigenvectors once rotated, each as long as its eigenvalue
        var axes = Array.ConvertAll(total, row => row.ToArray());
        Jacobi.Orthogonalise(axes);
        var largest = axes.Max(Length);
        var explained = axes.Where(axis => Length(axis) > Negligible * largest)
            .Sum(axis => between.Sum(b => Squared(TensorPrimitives.Dot<double>(axis, b))) / Math.Pow(Length(axis), 3));
        return new VariabilityCollapse(Math.Clamp(1 - explained / kept.Length, 0, 1), within / classes);
    }

    /// <summary>
    /// One vector per class, sqrt(n_c / n) · m_c, the rows being centred: the sum of their squares m mᵀ is Sigma_B.
    /// </summary>
    static double[][] ClassMeans(double[] centred, ReadOnlySpan<int> labels, int width, int classes)
    {
        var sums = new double[classes][];
        for (var c = 0; c < classes; c++)
        {
            var (sum, count) = (new double[width], 0);
            for (var i = 0; i < labels.Length; i++)
            {
                if (labels[i] == c)
                {
                    TensorPrimitives.Add(sum, centred.AsSpan(i * width, width), sum);
                    count++;
                }
            }

            TensorPrimitives.Divide(sum, Math.Sqrt(Math.Max(count, 1) * (double)labels.Length), sum);
            sums[c] = sum;
        }

        return sums;
    }

    /// <summary>xᵀ A x.</summary>
    static double Form(double[][] matrix, double[] x) =>
        x.Zip(matrix, (value, row) => value * TensorPrimitives.Dot<double>(row, x)).Sum();

    static double Square(double[] x) => TensorPrimitives.SumOfSquares<double>(x);

    static double Length(double[] x) => Math.Sqrt(Square(x));

    static double Squared(double x) => x * x;
}
