using System.Globalization;

namespace RankElastor.Cli.Jobs;

/// <summary>A metric's value as lines for people show it.</summary>
static class MetricText
{
    /// <summary>Six decimals, or why there is no number.</summary>
    public static string Of(double value) => double.IsFinite(value)
        ? value.ToString("0.000000", CultureInfo.InvariantCulture)
        : "undefined (one class only)";
}
