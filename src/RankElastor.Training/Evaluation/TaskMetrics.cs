namespace RankElastor.Training.Evaluation;

/// <summary>
/// Metrics of several tasks in one table, as FuxiCTR has it: <c>click_AUC</c> for each label, then under <c>AUC</c> the
/// mean over the labels that have the metric. With one label a metric has its name alone.
/// </summary>
static class TaskMetrics
{
    /// <summary>The table, from each label's metrics in order.</summary>
    public static IReadOnlyDictionary<string, double> Join(
        IReadOnlyList<string> labels, IReadOnlyList<IReadOnlyDictionary<string, double>> metrics)
    {
        if (labels.Count == 1)
        {
            return metrics[0];
        }

        var all = new Dictionary<string, double>();
        foreach (var (label, own) in labels.Zip(metrics))
        {
            foreach (var (name, value) in own)
            {
                all[$"{label}_{name}"] = value;
            }
        }

        foreach (var name in metrics.SelectMany(own => own.Keys).Distinct())
        {
            all[name] = metrics.Where(own => own.ContainsKey(name)).Average(own => own[name]);
        }

        return all;
    }

    /// <summary>A label's own metrics in a table, under their names.</summary>
    public static IReadOnlyDictionary<string, double> Of(
        IReadOnlyList<string> labels, string label, IReadOnlyDictionary<string, double> table) => labels.Count == 1
        ? table
        : table.Where(entry => entry.Key.StartsWith($"{label}_", StringComparison.Ordinal)
                && Metric.TryParse(entry.Key[(label.Length + 1)..]) is not null)
            .ToDictionary(entry => entry.Key[(label.Length + 1)..], entry => entry.Value);

    /// <summary>
    /// The metric that a name of a table ends in, and the label before it, or null for the mean; null for another name.
    /// </summary>
    public static (string? Label, Metric Metric)? Parse(string name)
    {
        if (Metric.TryParse(name) is { } whole)
        {
            return (null, whole);
        }

        for (var at = name.IndexOf('_'); at >= 0; at = name.IndexOf('_', at + 1))
        {
            if (at > 0 && Metric.TryParse(name[(at + 1)..]) is { } metric)
            {
                return (name[..at], metric);
            }
        }

        return null;
    }
}
