using RankElastor.Numerics.Eigen;

namespace RankElastor.Numerics.Decay;

/// <summary>The covariance of the columns of a matrix Z [rows, columns] about their means, C = Zcᵀ Zc / rows.</summary>
public static class CentredCovariance
{
    /// <summary>Z less its column means, row-major, in float64.</summary>
    /// <param name="values">[rows, columns], row-major.</param>
    /// <param name="rows">Rows, positive.</param>
    /// <param name="columns">Columns, positive.</param>
    public static double[] Centred(ReadOnlySpan<float> values, int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        if (values.Length != (long)rows * columns)
        {
            throw new ArgumentException($"A {rows} x {columns} matrix has {(long)rows * columns} numbers, not {values.Length}.");
        }

        var centred = new double[values.Length];
        var means = new double[columns];
        for (var i = 0; i < values.Length; i++)
        {
            centred[i] = values[i];
            means[i % columns] += centred[i] / rows;
        }

        for (var i = 0; i < rows; i++)
        {
            Vectors.AddScaled(centred.AsSpan(i * columns, columns), means, -1);
        }

        return centred;
    }

    /// <summary>C, [columns, columns].</summary>
    /// <param name="values">[rows, columns], row-major.</param>
    /// <param name="rows">Rows, positive.</param>
    /// <param name="columns">Columns, positive.</param>
    public static double[] Of(ReadOnlySpan<float> values, int rows, int columns) =>
        Covariance(Centred(values, rows, columns), rows, columns);

    /// <summary>The min(rows, columns) largest eigenvalues of C in descending order, from the smaller of Zcᵀ Zc and Zc Zcᵀ; none below 0.</summary>
    /// <param name="values">[rows, columns], row-major.</param>
    /// <param name="rows">Rows, positive.</param>
    /// <param name="columns">Columns, positive.</param>
    public static double[] Eigenvalues(ReadOnlySpan<float> values, int rows, int columns)
    {
        var centred = Centred(values, rows, columns);
        var eigenvalues = columns <= rows
            ? SymmetricEigen.Values(Covariance(centred, rows, columns), columns)
            : SymmetricEigen.Values(Gram(centred, rows, columns), rows);
        return Array.ConvertAll(eigenvalues, lambda => Math.Max(lambda, 0));
    }

    static double[] Covariance(double[] centred, int rows, int columns)
    {
        var covariance = new double[columns * columns];
        for (var i = 0; i < rows; i++)
        {
            var row = centred.AsSpan(i * columns, columns);
            for (var j = 0; j < columns; j++)
            {
                Vectors.AddScaled(covariance.AsSpan(j * columns, columns), row, row[j] / rows);
            }
        }

        return covariance;
    }

    static double[] Gram(double[] centred, int rows, int columns)
    {
        var gram = new double[rows * rows];
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var product = Vectors.Dot(centred.AsSpan(i * columns, columns), centred.AsSpan(j * columns, columns));
                gram[i * rows + j] = gram[j * rows + i] = product / rows;
            }
        }

        return gram;
    }
}
