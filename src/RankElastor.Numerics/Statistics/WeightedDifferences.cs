namespace RankElastor.Numerics.Statistics;

/// <summary>
/// Paired differences of the units of a test set, rows or groups, whose weighted mean is the difference of a metric.
/// </summary>
/// <remarks>Units are taken as independent of each other.</remarks>
/// <param name="Values">One per unit.</param>
/// <param name="Weights">One per unit, at least 0; empty where all weigh alike.</param>
public sealed record WeightedDifferences(ReadOnlyMemory<double> Values, ReadOnlyMemory<double> Weights)
{
    /// <summary>Σ w·d / Σ w; NaN for no units, and where all weigh 0.</summary>
    public double Mean { get; } = MeanOf(Values.Span, Weights.Span);

    /// <summary>
    /// The mean, and each unit's part of its error: w (d − mean) / Σ w · √(n / (n − 1)), n units of a weight above 0.
    /// The sum of their squares is the variance of the mean (of a ratio, by linearisation; with equal weights s² / n).
    /// </summary>
    public PairedGain Gain()
    {
        var values = Values.Span;
        var weights = Weights.Span;
        var (parts, used, all) = (new double[values.Length], 0, 0.0);
        for (var i = 0; i < parts.Length; i++)
        {
            var weight = weights.IsEmpty ? 1 : weights[i];
            parts[i] = weight * (values[i] - Mean);
            all += weight;
            used += weight > 0 ? 1 : 0;
        }

        var scale = used < 2 ? double.NaN : Math.Sqrt(used / (used - 1.0)) / all;
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] *= scale;
        }

        return new PairedGain(Mean, parts);
    }

    /// <summary>A weighted sum of differences of the same units; the units' weights are those of all.</summary>
    /// <param name="terms">One or more, each with its factor.</param>
    public static WeightedDifferences Sum(IReadOnlyList<(double Factor, WeightedDifferences Differences)> terms)
    {
        var values = new double[terms[0].Differences.Values.Length];
        foreach (var (factor, differences) in terms)
        {
            for (var i = 0; i < values.Length; i++)
            {
                values[i] += factor * differences.Values.Span[i];
            }
        }

        return new(values, terms[0].Differences.Weights);
    }

    static double MeanOf(ReadOnlySpan<double> values, ReadOnlySpan<double> weights)
    {
        if (weights.Length > 0)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(weights.Length, values.Length);
        }

        var (sum, all) = (0.0, 0.0);
        for (var i = 0; i < values.Length; i++)
        {
            var weight = weights.IsEmpty ? 1 : weights[i];
            sum += weight * values[i];
            all += weight;
        }

        return sum / all;
    }
}
