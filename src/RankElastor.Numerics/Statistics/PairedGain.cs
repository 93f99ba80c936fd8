namespace RankElastor.Numerics.Statistics;

/// <summary>What one model's metric is above another's on the same test rows, and where its error comes from.</summary>
/// <param name="Gain">The difference.</param>
/// <param name="Parts">
/// Each row's or group's part of the error over draws of the test set. Of two differences on the same units the sum of
/// squares is the variance, the sum of products the covariance.
/// </param>
public sealed record PairedGain(double Gain, double[] Parts)
{
    /// <summary>The standard error over draws of the test set; NaN where it is not known.</summary>
    public double Error => Math.Sqrt(Squares(Parts));

    /// <summary>
    /// The mean of differences of several seeds: parts add like values, so that of AUC this is DeLong's error of
    /// placements averaged over seeds.
    /// </summary>
    public static PairedGain Average(IReadOnlyList<PairedGain> seeds) =>
        Sum([.. seeds.Select(seed => (1.0 / seeds.Count, seed))]);

    /// <summary>A weighted sum of differences on the same units: parts add like values.</summary>
    /// <param name="terms">One or more, each with its weight.</param>
    public static PairedGain Sum(IReadOnlyList<(double Weight, PairedGain Gain)> terms)
    {
        var parts = new double[terms[0].Gain.Parts.Length];
        foreach (var (weight, gain) in terms)
        {
            for (var i = 0; i < parts.Length; i++)
            {
                parts[i] += weight * gain.Parts[i];
            }
        }

        return new(terms.Sum(term => term.Weight * term.Gain.Gain), parts);
    }

    /// <summary>The sum of squares.</summary>
    internal static double Squares(ReadOnlySpan<double> parts)
    {
        var sum = 0.0;
        foreach (var part in parts)
        {
            sum += part * part;
        }

        return sum;
    }
}
