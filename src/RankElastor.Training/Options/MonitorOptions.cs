using System.Globalization;

namespace RankElastor.Training.Options;

/// <summary>Σ weight·metric on the validation split, and whether more is better. An evaluation improves iff it beats the best by 1e-6.</summary>
public sealed record MonitorOptions
{
    /// <summary>What an improvement must exceed.</summary>
    public const double MinimalGain = 1e-6;

    /// <summary>Metric names and their weights, at least one.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Terms { get; init; } = [new("AUC", 1)];

    /// <summary>True where the largest value is best.</summary>
    public bool Maximise { get; init; } = true;

    /// <summary>FuxiCTR's word for the direction.</summary>
    public string Mode => Maximise ? "max" : "min";

    /// <summary>The monitored value; NaN where a metric is undefined.</summary>
    public double Value(IReadOnlyDictionary<string, double> metrics) => Terms.Sum(term => term.Value * metrics[term.Key]);

    /// <summary>Whether a value beats the best one; null is worse than any.</summary>
    public bool Improves(double value, double? best) =>
        best is not { } old || (Maximise ? value >= old + MinimalGain : value <= old - MinimalGain);

    /// <summary>For records: <c>AUC</c> or <c>1*AUC + -1*logloss</c>.</summary>
    public override string ToString() => Terms is [{ Value: 1 } only]
        ? only.Key
        : string.Join(" + ", Terms.Select(term => string.Create(CultureInfo.InvariantCulture, $"{term.Value}*{term.Key}")));
}
