using System.Globalization;
using RankElastor.Experiments.Severity.Judging;

namespace RankElastor.Experiments.Severity.Pages;

/// <summary>Warnings of several runs in words.</summary>
static class WarningCounts
{
    /// <summary><c>collapsed-table at field_01 (3), …</c>, the most frequent first.</summary>
    public static string Of(IReadOnlyList<JudgedRun> runs)
    {
        var counts = runs.SelectMany(run => run.Warnings).CountBy(name => name)
            .OrderByDescending(count => count.Value).ThenBy(count => count.Key, StringComparer.Ordinal)
            .Select(count => string.Create(CultureInfo.InvariantCulture, $"{count.Key} ({count.Value})")).ToList();
        return counts.Count == 0 ? "none" : string.Join(", ", counts);
    }
}
