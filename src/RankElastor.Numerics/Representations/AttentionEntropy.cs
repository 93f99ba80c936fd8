using System.Numerics.Tensors;

namespace RankElastor.Numerics.Representations;

/// <summary>
/// Entropy of attention weights, −sum a ln a / ln n over the n keys of a query. Both ends are failures: 0 is one-hot
/// (entropy collapse), 1 uniform (over-smoothing). A query that is masked altogether, a row of zeros, attends to
/// nothing: it is left out of all but <paramref name="MaskedShare"/>.
/// </summary>
/// <param name="Mean">Mean over the queries, in [0, 1].</param>
/// <param name="Least">The least of a query.</param>
/// <param name="OneHotShare">Share of queries below <see cref="OneHotBelow"/>.</param>
/// <param name="UniformShare">Share of queries above <see cref="UniformAbove"/>.</param>
/// <param name="MaskedShare">Share of rows of zeros, of all queries.</param>
public readonly record struct AttentionEntropy(
    double Mean, double Least, double OneHotShare, double UniformShare, double MaskedShare)
{
    /// <summary>A query below it looks at one key.</summary>
    public const double OneHotBelow = 0.05;

    /// <summary>A query above it looks at every key alike.</summary>
    public const double UniformAbove = 0.99;

    /// <summary>
    /// The entropy of attention weights. Everything is NaN for no queries, for a single key and where a weight is not
    /// finite; where all queries are masked, all but their share.
    /// </summary>
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
        if (queries == 0 || keys == 1 || !TensorPrimitives.IsFiniteAll(weights))
        {
            return new AttentionEntropy(double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);
        }

        var (sum, least, oneHot, uniform, masked) = (0.0, double.PositiveInfinity, 0, 0, 0);
        for (var i = 0; i < queries; i++)
        {
            var row = weights.Slice(i * keys, keys);
            if (!row.ContainsAnyExcept(0))
            {
                masked++;
                continue;
            }

            var entropy = Normalised(row);
            sum += entropy;
            least = Math.Min(least, entropy);
            oneHot += entropy < OneHotBelow ? 1 : 0;
            uniform += entropy > UniformAbove ? 1 : 0;
        }

        double open = queries - masked;
        return new AttentionEntropy(
            sum / open, open == 0 ? double.NaN : least, oneHot / open, uniform / open, masked / (double)queries);
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
