namespace RankElastor.Report.Reading;

/// <summary>Which way a metric is better, and where to find it whatever its spelling.</summary>
static class Metric
{
    public const string Auc = "auc";
    public const string Logloss = "logloss";

    /// <summary>+1 where more is better, −1 where less is better, 0 where nothing is known.</summary>
    public static int Direction(string name) =>
        name.Contains("auc", StringComparison.OrdinalIgnoreCase) ? 1
        : name.Contains("loss", StringComparison.OrdinalIgnoreCase) ? -1
        : 0;

    /// <summary>The value of a metric, spelled in any case; NaN without it.</summary>
    public static double Of(IReadOnlyDictionary<string, double> metrics, string name)
    {
        foreach (var (key, value) in metrics)
        {
            if (string.Equals(key, name, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        return double.NaN;
    }

    /// <summary>Names of all metrics: AUC, logloss, then the others by name.</summary>
    public static IReadOnlyList<string> Order(IEnumerable<string> names) =>
        [.. names.Distinct(StringComparer.OrdinalIgnoreCase)
            .OrderBy(Place).ThenBy(name => name, StringComparer.Ordinal)];

    static int Place(string name) =>
        string.Equals(name, Auc, StringComparison.OrdinalIgnoreCase) ? 0
        : string.Equals(name, Logloss, StringComparison.OrdinalIgnoreCase) ? 1
        : 2;
}
