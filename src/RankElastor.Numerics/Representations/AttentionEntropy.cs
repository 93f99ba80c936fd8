namespace RankElastor.Numerics.Representations;

/// <summary>
/// Entropy of attention weights, −sum a ln a / ln n over the n keys of a query. Both ends are failures: 0 is one-hot
/// (entropy collapse), 1 uniform (over-smoothing).
/// </summary>
/// <param name="Mean">Mean over the queries, in [0, 1].</param>
/// <param name="Least">The least of a query.</param>
/// <param name="OneHotShare">Share of queries below <see cref="OneHotBelow"/>.</param>
/// <param name="UniformShare">Share of queries above <see cref="UniformAbove"/>.</param>
public readonly record struct AttentionEntropy(double Mean, double Least, double OneHotShare, double UniformShare)
{
    /// <summary>A query below it looks at one key.</summary>
    public const double OneHotBelow = 0.05;

    /// <summary>A query above it looks at every key alike.</summary>
    public const double UniformAbove = 0.99;

    /// <summary>The entropy of attention weights; everything is NaN for no queries or a single key.</summary>
    /// <param name="weights">
    /// [queries, keys], not negative; each row is divided by its sum. A masked key counts as a key of weight 0.
    /// </param>
    /// <param name="keys">n, positive.</param>
    public static AttentionEntropy Of(ReadOnlySpan<float> weights, int keys)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(keys);
        if (weights.Length % keys != 0)
        {
            throw new ArgumentException($"{weights.Length} weights are not rows of {keys}.");
        }

        var queries = weights.Length / keys;
        if (queries == 0 || keys == 1)
        {
            return new AttentionEntropy(double.NaN, double.NaN, double.NaN, double.NaN);
        }

        var (sum, least, oneHot, uniform) = (0.0, double.PositiveInfinity, 0, 0);
        for (var i = 0; i < queries; i++)
        {
            var entropy = Normalised(weights.Slice(i * keys, keys));
            sum += entropy;
            least = Math.Min(least, entropy);
            oneHot += entropy < OneHotBelow ? 1 : 0;
            uniform += entropy > UniformAbove ? 1 : 0;
        }

        return new AttentionEntropy(sum / queries, least, oneHot / (double)queries, uniform / (double)queries);
    }

    static double Normalised(ReadOnlySpan<float> row)
    {
        var (total, weighted) = (0.0, 0.0);
        foreach (double weight in row)
        {
            total += weight;
            weighted += weight == 0 ? 0 : weight * Math.Log(weight);
        }

        return Math.Clamp((Math.Log(total) - weighted / total) / Math.Log(row.Length), 0, 1);
    }
}
