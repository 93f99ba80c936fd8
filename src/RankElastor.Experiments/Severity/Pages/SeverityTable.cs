using System.Globalization;
using RankElastor.Experiments.Collapse;
using RankElastor.Experiments.Pages;
using RankElastor.Experiments.Severity.Judging;
using RankElastor.Numerics.Statistics;
using RankElastor.Report.Drawing;

namespace RankElastor.Experiments.Severity.Pages;

/// <summary>The table of a sweep, and its sentences.</summary>
static class SeverityTable
{
    /// <summary>A row per model and degree.</summary>
    public static string Of(SweepResult result)
    {
        var table = new MarkdownTable(
            "model", "degree", "compared, median", "AUC lost", "found", "while training", "delay",
            "also warned of, in how many runs");
        foreach (var curve in result.Curves.Where(curve => curve.Degrees.Count > 0))
        {
            Add(table, curve, curve.Twins, "none", "");
            foreach (var degree in curve.Degrees)
            {
                Add(table, curve, degree, GradedPlant.Text(degree.Degree), degree.AucLost.Change(4));
            }
        }

        return table.ToString();
    }

    /// <summary>Per model, what the mildest degree that is found costs, and the worst that is not.</summary>
    public static IEnumerable<string> Sentences(SweepResult result) => result.Curves
        .Where(curve => curve.Degrees.Count > 0).Select(curve => Sentence(result, curve));

    /// <summary>A quantity as rules compare it.</summary>
    public static string Compared(double quantity) => !double.IsFinite(quantity) ? Figures.Missing
        : Math.Abs(quantity) < 1e-12 ? "0"
        : quantity.ToString(Math.Abs(quantity) >= 1000 ? "0" : "G3", CultureInfo.InvariantCulture)
            .Replace('-', '−');

    /// <summary>A row per sweep and model: the limit, and the quantities from which on it costs and is found.</summary>
    public static string Summary(IReadOnlyList<SweepResult> results)
    {
        var table = new MarkdownTable(
            "rule", "plant", "rows", "model", "limit", "without a plant", "found from", "costs 0.005 from",
            "AUC lost at the severest");
        foreach (var (sweep, curves) in results)
        {
            foreach (var curve in curves.Where(curve => curve.Degrees.Count > 0))
            {
                table.Add(
                    $"{sweep.Rule}", sweep.Plant.Name, sweep.Data, curve.At.Model.Name,
                    Compared(sweep.InBook.Limit), Compared(curve.Twins.Quantity),
                    Compared(curve.LeastFound?.Quantity ?? double.NaN),
                    Compared(curve.LeastHarmful?.Quantity ?? double.NaN), curve.Degrees[^1].AucLost.Change(4));
            }
        }

        return table.ToString();
    }

    static void Add(MarkdownTable table, ModelCurve curve, DegreeResult degree, string name, string lost) => table.Add(
        curve.At.Model.Name, name, Compared(degree.Quantity), lost, Share(degree.Found), Share(degree.Running),
        Figures.Fixed(degree.Delay, degree.Delay % 1 == 0 ? 0 : 1), Also(degree));

    static string Sentence(SweepResult result, ModelCurve curve)
    {
        var found = curve.LeastFound is { } least
            ? $"the least severity that is found in ≥ 90 % of runs ({GradedPlant.Text(least.Degree)}) costs "
                + $"{least.AucLost.Change(4)} AUC"
            : "no severity is found in ≥ 90 % of runs";
        var missed = curve.WorstMissed is { } worst
            ? $"the worst that is not ({GradedPlant.Text(worst.Degree)}) costs {worst.AucLost.Change(4)}"
            : "all are found";
        return $"{result.Sweep.Rule} ({result.Sweep.Plant.Name}), {result.Sweep.Data}, {curve.At.Model.Name}: {found}; "
            + $"{missed}.";
    }

    static string Share(Proportion share) =>
        string.Create(CultureInfo.InvariantCulture, $"{share.Hits} of {share.Count}");

    static string Also(DegreeResult degree)
    {
        var counts = degree.Outcomes.SelectMany(outcome => outcome.AlsoRaised).CountBy(name => name)
            .OrderByDescending(count => count.Value).ThenBy(count => count.Key, StringComparer.Ordinal).ToList();
        var named = counts.Take(4).Select(count => string.Create(
            CultureInfo.InvariantCulture, $"{count.Key} ({count.Value})"));
        var more = counts.Count > 4 ? [string.Create(CultureInfo.InvariantCulture, $"{counts.Count - 4} more")]
            : Array.Empty<string>();
        return counts.Count == 0 ? "none" : string.Join(", ", named.Concat(more));
    }
}
