using System.Numerics.Tensors;

namespace RankElastor.Numerics.Representations;

/// <summary>
/// How rows lie on the unit sphere after division by their lengths (Wang and Isola, 2020). A row of zeros has no
/// direction: the measure is NaN, as it is where a number is not finite.
/// </summary>
public static class Hypersphere
{
    /// <summary>
    /// mean ‖x_i − y_i‖^exponent over the pairs (x_i, y_i), in [0, 2^exponent]; 0 where the two of each pair agree. NaN
    /// for no rows.
    /// </summary>
    /// <param name="x">[rows, width], row-major.</param>
    /// <param name="y">[rows, width]: row i belongs to row i of x.</param>
    /// <param name="rows">Rows of both.</param>
    /// <param name="exponent">2 in the publication.</param>
    public static double Alignment(ReadOnlySpan<float> x, ReadOnlySpan<float> y, int rows, double exponent = 2)
    {
        double[] left = Normalised(x, rows), right = Normalised(y, rows);
        if (left.Length != right.Length)
        {
            throw new ArgumentException(
                $"Pairs need two matrices of one shape, not {x.Length} and {y.Length} numbers.");
        }

        var width = left.Length / Math.Max(rows, 1);
        var sum = 0.0;
        for (var i = 0; i < rows; i++)
        {
            sum += Math.Pow(
                SquaredDistance(left.AsSpan(i * width, width), right.AsSpan(i * width, width)), exponent / 2);
        }

        return sum / rows;
    }

    /// <summary>
    /// ln mean exp(−t ‖x_i − x_j‖²) over the pairs i &lt; j. 0 where all rows have one direction, about −4 + 8 / width
    /// for t = 2 and uniform directions in a wide space; lower is more uniform. NaN for fewer than 2 rows.
    /// </summary>
    /// <param name="x">[rows, width], row-major.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="temperature">t; 2 in the publication.</param>
    public static double Uniformity(ReadOnlySpan<float> x, int rows, double temperature = 2)
    {
        var unit = Normalised(x, rows);
        var width = unit.Length / Math.Max(rows, 1);
        var (largest, sum) = (double.NegativeInfinity, 0.0); // of exponents, and sum exp(exponent − largest)
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var distance = SquaredDistance(unit.AsSpan(i * width, width), unit.AsSpan(j * width, width));
                var exponent = -temperature * distance;
                if (exponent > largest)
                {
                    sum *= Math.Exp(largest - exponent);
                    largest = exponent;
                }

                sum += Math.Exp(exponent - largest);
            }
        }

        return rows < 2 ? double.NaN : largest + Math.Log(sum / (0.5 * rows * (rows - 1.0)));
    }

    static double[] Normalised(ReadOnlySpan<float> x, int rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        var width = rows == 0 ? 0 : x.Length / rows;
        if ((width == 0 && rows > 0) || width * rows != x.Length)
        {
            throw new ArgumentException($"{x.Length} numbers are not {rows} rows of one width.");
        }

        var unit = new double[x.Length];
        for (var i = 0; i < rows; i++)
        {
            var row = unit.AsSpan(i * width, width);
            TensorPrimitives.ConvertChecked(x.Slice(i * width, width), row);
            TensorPrimitives.Divide(row, TensorPrimitives.Norm<double>(row), row);
        }

        return unit;
    }

    static double SquaredDistance(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var distance = TensorPrimitives.Distance(x, y);
        return distance * distance;
    }
}
