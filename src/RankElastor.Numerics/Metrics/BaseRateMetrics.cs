namespace RankElastor.Numerics.Metrics;

/// <summary>Measures that compare predictions with the base rate of the labels.</summary>
public static class BaseRateMetrics
{
    /// <summary>
    /// Normalised entropy: logloss / entropy of the base rate r = positives/n, H = −r ln r − (1 − r) ln(1 − r). 1 for a
    /// model that always answers r, smaller is better; the base of the logarithm cancels.
    /// </summary>
    /// <remarks>NaN where only one class is present or there is no row.</remarks>
    public static double NormalisedEntropy(ReadOnlySpan<double> probabilities, ReadOnlySpan<float> labels)
    {
        var rate = Mean(labels);
        return rate is > 0 and < 1
            ? Logloss.Of(probabilities, labels) / -(rate * Math.Log(rate) + (1 - rate) * Math.Log(1 - rate))
            : double.NaN;
    }

    /// <summary>Sum of predictions / sum of labels: 1 is calibrated on average, above 1 predicts too much.</summary>
    /// <remarks>NaN where there is no positive.</remarks>
    public static double Calibration(ReadOnlySpan<double> probabilities, ReadOnlySpan<float> labels)
    {
        var positives = Mean(labels) * labels.Length;
        var sum = 0.0;
        foreach (var probability in probabilities)
        {
            sum += probability;
        }

        return positives > 0 ? sum / positives : double.NaN;
    }

    static double Mean(ReadOnlySpan<float> labels)
    {
        var sum = 0.0;
        foreach (var label in labels)
        {
            sum += label;
        }

        return sum / labels.Length;
    }
}
