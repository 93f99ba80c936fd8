namespace RankElastor.Numerics.Representations;

/// <summary>How alike the tokens [T, D] of one row of data are. float32 in, float64 sums.</summary>
public static class TokenGeometry
{
    /// <summary>
    /// ‖X − 1 m‖_F / ‖X‖_F with m the mean token (over-smoothing; after Dong, Cordonnier and Loukas, 2021). In [0, 1]:
    /// 0 where all tokens are the same, 1 where their mean is 0. The square is 1 − T ‖m‖² / ‖X‖_F². NaN for a zero
    /// matrix.
    /// </summary>
    /// <param name="tokens">[count, width], row-major.</param>
    /// <param name="count">Tokens, positive.</param>
    public static double ResidualShare(ReadOnlySpan<float> tokens, int count)
    {
        var (means, energy) = Moments(tokens, count);
        var residual = 0.0;
        for (var i = 0; i < count; i++)
        {
            for (var k = 0; k < means.Length; k++)
            {
                var excess = tokens[i * means.Length + k] - means[k];
                residual += excess * excess;
            }
        }

        return Math.Sqrt(residual / energy);
    }

    /// <summary>
    /// Mean cosine over the pairs of tokens, in [−1 / (count − 1), 1]: 1 where all have one direction, about 0 for
    /// independent ones. Tokens of zeros have no direction and are left out; NaN for fewer than 2 others.
    /// </summary>
    /// <param name="tokens">[count, width], row-major.</param>
    /// <param name="count">Tokens, positive.</param>
    public static double MeanCosine(ReadOnlySpan<float> tokens, int count)
    {
        var width = Width(tokens, count);
        // of unit vectors; ‖sum‖² is the sum of all cosines, each pair twice and each token with itself
        var sum = new double[width];
        var directions = 0;
        for (var i = 0; i < count; i++)
        {
            var token = tokens.Slice(i * width, width);
            var square = 0.0;
            foreach (double value in token)
            {
                square += value * value;
            }

            if (square == 0)
            {
                continue;
            }

            directions++;
            var scale = 1 / Math.Sqrt(square);
            for (var k = 0; k < width; k++)
            {
                sum[k] += scale * token[k];
            }
        }

        return directions < 2 ? double.NaN : (sum.Sum(x => x * x) - directions) / (directions * (directions - 1.0));
    }

    static (double[] Means, double Energy) Moments(ReadOnlySpan<float> values, int rows)
    {
        var means = new double[Width(values, rows)];
        var energy = 0.0;
        for (var i = 0; i < rows; i++)
        {
            for (var k = 0; k < means.Length; k++)
            {
                double value = values[i * means.Length + k];
                means[k] += value / rows;
                energy += value * value;
            }
        }

        return (means, energy);
    }

    static int Width(ReadOnlySpan<float> values, int rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        return values.Length % rows == 0
            ? values.Length / rows
            : throw new ArgumentException($"{values.Length} numbers are not {rows} rows of one width.");
    }
}
