using RankElastor.Numerics.Decay;
using RankElastor.Numerics.Eigen;

namespace RankElastor.Numerics.Representations;

/// <summary>
/// How far the rows of a class have collapsed onto their class mean. With Sigma_B the covariance of class means about the global mean, weighted by class size, Sigma_W that of rows about their
/// class mean, Sigma_T = Sigma_B + Sigma_W.
/// </summary>
/// <param name="Vci">
/// Variability collapse index, 1 − tr(Sigma_T⁺ Sigma_B) / rank Sigma_B (Xu and Liu, 2023). In [0, 1]: 0 collapsed onto class means. Unchanged by an invertible linear map. For two classes 1 − R² of the linear
/// discriminant. Tends to 0 by over-fitting where the rows are not many more than the columns. NaN where all class means agree.
/// </param>
/// <param name="Nc1">Neural collapse 1, tr(Sigma_W Sigma_B⁺) / K (Papyan, Han and Donoho, 2020). At least 0, not bounded; changed by a linear map. NaN where all class means agree.</param>
public readonly record struct VariabilityCollapse(double Vci, double Nc1)
{
    const double Negligible = 1e-11; // of the largest eigenvalue: float32 rounding of the rows gives 1e-14

    /// <summary>Both measures.</summary>
    /// <param name="rows">[labels, width], row-major.</param>
    /// <param name="labels">Class of each row, 0 … classes − 1; a class may be empty.</param>
    /// <param name="width">Columns, positive.</param>
    /// <param name="classes">K, at least 2.</param>
    public static VariabilityCollapse Of(ReadOnlySpan<float> rows, ReadOnlySpan<int> labels, int width, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        var centred = CentredCovariance.Centred(rows, labels.Length, width);
        var between = Between(centred, labels, width, classes);
        var total = CentredCovariance.Of(rows, labels.Length, width);
        var (rank, inverseBetween) = PseudoInverse(between, width);
        if (rank == 0)
        {
            return new VariabilityCollapse(double.NaN, double.NaN);
        }

        var (_, inverseTotal) = PseudoInverse(total, width);
        var within = total.ToArray();
        Vectors.AddScaled(within, between, -1);
        return new VariabilityCollapse(
            Math.Clamp(1 - Vectors.Dot(inverseTotal, between) / rank, 0, 1),
            Math.Max(Vectors.Dot(within, inverseBetween), 0) / classes);
    }

    /// <summary>sum over classes of n_c / n · m_c m_cᵀ, the rows being centred.</summary>
    static double[] Between(double[] centred, ReadOnlySpan<int> labels, int width, int classes)
    {
        var sums = new double[classes * width];
        var counts = new int[classes];
        for (var i = 0; i < labels.Length; i++)
        {
            counts[labels[i]]++;
            Vectors.AddScaled(sums.AsSpan(labels[i] * width, width), centred.AsSpan(i * width, width), 1);
        }

        var between = new double[width * width];
        for (var c = 0; c < classes; c++)
        {
            var sum = sums.AsSpan(c * width, width);
            for (var j = 0; counts[c] > 0 && j < width; j++)
            {
                Vectors.AddScaled(between.AsSpan(j * width, width), sum, sum[j] / ((double)counts[c] * labels.Length));
            }
        }

        return between;
    }

    static (int Rank, double[] Inverse) PseudoInverse(double[] matrix, int n)
    {
        var (values, vectors) = SymmetricEigen.Decompose(matrix, n);
        var inverse = new double[n * n];
        var rank = 0;
        while (rank < n && values[rank] > Math.Max(Negligible * values[0], 1e-300))
        {
            var vector = vectors.AsSpan(rank * n, n);
            for (var j = 0; j < n; j++)
            {
                Vectors.AddScaled(inverse.AsSpan(j * n, n), vector, vector[j] / values[rank]);
            }

            rank++;
        }

        return (rank, inverse);
    }
}
