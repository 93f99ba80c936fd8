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
    public static PairedGain Average(IReadOnlyList<PairedGain> seeds)
    {
        var parts = new double[seeds[0].Parts.Length];
        foreach (var seed in seeds)
        {
            for (var i = 0; i < parts.Length; i++)
            {
                parts[i] += seed.Parts[i] / seeds.Count;
            }
        }

        return new(seeds.Average(seed => seed.Gain), parts);
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
