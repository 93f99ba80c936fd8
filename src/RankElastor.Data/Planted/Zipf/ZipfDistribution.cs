using RankElastor.Numerics.Randomness;

namespace RankElastor.Data.Planted.Zipf;

/// <summary>
/// Zipf's law on 0 … Count − 1: P(i) ∝ (i + 1)^−Exponent, so 0 is the most frequent; exponent 0 is uniform. A draw
/// takes constant time: from an alias table up to 65,536 values, by rejection without a table above.
/// </summary>
public abstract class ZipfDistribution
{
    const int LargestTable = 1 << 16;

    /// <summary>The values are 0 … Count − 1.</summary>
    public abstract int Count { get; }

    /// <summary>A value, from the next numbers of a stream; thread-safe with a stream per thread.</summary>
    public abstract int Draw(SeededRandom random);

    /// <summary>Zipf's law over <paramref name="count"/> values.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is not positive, or the exponent negative.</exception>
    public static ZipfDistribution Create(int count, double exponent)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfNegative(exponent);
        return count <= LargestTable ? new AliasZipf(Probabilities(count, exponent))
            : new RejectionZipf(count, exponent);
    }

    /// <summary>P(0), P(1), …; they sum to 1.</summary>
    public static double[] Probabilities(int count, double exponent)
    {
        var weights = new double[count];
        var sum = 0.0;
        for (var i = count - 1; i >= 0; i--) // small terms first
        {
            weights[i] = Math.Pow(i + 1, -exponent);
            sum += weights[i];
        }

        for (var i = 0; i < count; i++)
        {
            weights[i] /= sum;
        }

        return weights;
    }
}
