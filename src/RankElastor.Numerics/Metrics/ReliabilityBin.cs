using System.Text.Json.Serialization;
using RankElastor.Numerics.Statistics;

namespace RankElastor.Numerics.Metrics;

/// <summary>Rows with similar predictions: a bin of a reliability diagram.</summary>
/// <param name="Rows">At least 1.</param>
/// <param name="Expected">The sum of the predictions: the clicks that they promise.</param>
/// <param name="Clicks">The sum of the labels.</param>
/// <param name="Variance">The sum of p (1 − p): the variance of the clicks where predictions are calibrated.</param>
public sealed record ReliabilityBin(long Rows, double Expected, double Clicks, double Variance)
{
    /// <summary>The mean prediction.</summary>
    [JsonIgnore]
    public double Prediction => Expected / Rows;

    /// <summary>The share of rows with a click.</summary>
    [JsonIgnore]
    public double Rate => Clicks / Rows;

    /// <summary>The click rate with its 95 % interval; of labels that are 0 or 1.</summary>
    [JsonIgnore]
    public Proportion Share => new((long)Clicks, Rows);
}
