using System.Numerics.Tensors;

namespace RankElastor.Numerics.Decay;

/// <summary>
/// The covariance of the columns of a matrix Z [rows, columns] about their means, C = Zcᵀ Zc / rows.
/// </summary>
static class CentredCovariance
{
    /// <summary>
    /// Zc, Z less its column means, row-major, in float64; exactly 0 where all rows are the same, because the means are
    /// those of differences to the first row.
    /// </summary>
    /// <param name="values">[rows, columns], row-major.</param>
    /// <param name="rows">Rows, positive.</param>
    /// <param name="columns">Columns, positive.</param>
    public static double[] Centred(ReadOnlySpan<float> values, int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        if (values.Length != (long)rows * columns)
        {
            throw new ArgumentException(
                $"A {rows} x {columns} matrix has {(long)rows * columns} numbers, not {values.Length}.");
        }

        var centred = new double[values.Length];
        var means = new double[columns];
        for (var i = 0; i < values.Length; i++)
        {
            centred[i] = (double)values[i] - values[i % columns];
            means[i % columns] += centred[i] / rows;
        }

        for (var i = 0; i < rows; i++)
        {
            var row = centred.AsSpan(i * columns, columns);
            TensorPrimitives.Subtract(row, means, row);
        }

        return centred;
    }

    /// <summary>Whether all rows of Z are the same but for rounding (<see cref="DecayMeasures.IsConstant"/>).</summary>
    public static bool IsConstant(double[] centred, ReadOnlySpan<float> values)
    {
        var energy = 0.0;
        foreach (double value in values)
        {
            energy += value * value;
        }

        return DecayMeasures.IsConstant(TensorPrimitives.SumOfSquares<double>(centred), energy);
    }

    public static double[][] Of(double[] centred, int rows, int columns)
    {
        var covariance = new double[columns][];
        for (var j = 0; j < columns; j++)
        {
            covariance[j] = new double[columns];
        }

        for (var i = 0; i < rows; i++)
        {
            var row = centred.AsSpan(i * columns, columns);
            for (var j = 0; j < columns; j++)
            {
                TensorPrimitives.MultiplyAdd(row, row[j] / rows, covariance[j], covariance[j]);
            }
        }

        return covariance;
    }
}
