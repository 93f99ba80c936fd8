using System.Globalization;
using System.Text;
using RankElastor.Data.Files;
using RankElastor.Experiments.Lab;

namespace RankElastor.Experiments.Remedies;

/// <summary>The page of the remedies: for each data set the runs without, then what each remedy changes.</summary>
static class RemedyPage
{
    /// <summary>Writes the page.</summary>
    public static void Write(string path, LabRequest request, IReadOnlyList<RemedyGroup> groups, IReadOnlyList<Claim> claims)
    {
        var text = new StringBuilder("# Remedies against collapse: before and after\n\n");
        text.Append(CultureInfo.InvariantCulture, $"""
            Each run with a remedy is paired with the run without (`none_…`) of the same seed; a cell is the mean difference, with less without, and half its 95 % interval (Student's t).
            Ranks are those of the last block's output at the best epoch: the mean over rows of each row's token matrix, and (`batch …`) of the matrix of all sampled rows.
            A higher rank is not in itself a better model: read it beside AUC and log loss. Times share the machine with whatever else ran.

            Command, with `--config` the folder of these experiments: `rankelastor lab remedies --seeds {request.Seeds} --seed {request.FirstSeed} --threads {request.Workers.Threads}`; commit {MachineInfo.Commit()}.

            """);
        foreach (var group in groups)
        {
            Append(text, group);
        }

        text.Append("\n## Claims\n\n| claim | measured | verdict |\n|---|---|---|\n");
        foreach (var claim in claims)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {claim.Statement} Expected: {claim.Expected}. | {claim.Measured} | {claim.Verdict} |\n");
        }

        DurableFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>A mean with half its interval: <c>+0.0012 ± 0.0004</c>.</summary>
    public static string Interval(PairedDifference one)
    {
        var digits = Math.Abs(one.Mean) < 0.05 ? "0.00000" : "0.000";
        var half = double.IsFinite(one.HalfWidth) ? one.HalfWidth.ToString(digits, CultureInfo.InvariantCulture) : "∞";
        return string.Create(CultureInfo.InvariantCulture, $"{one.Mean.ToString($"+{digits};-{digits}", CultureInfo.InvariantCulture)} ± {half} ({one.Pairs} pairs)");
    }

    static void Append(StringBuilder text, RemedyGroup group)
    {
        var columns = RemedyRun.Columns.Where(column => group.Without.All(run => run.Numbers.ContainsKey(column))).ToList();
        text.Append(CultureInfo.InvariantCulture, $"\n## {group.Name}, ranks at {group.Site}\n\n| experiment | {string.Join(" | ", columns)} |\n|---|{string.Concat(columns.Select(_ => "---|"))}\n");
        text.Append(CultureInfo.InvariantCulture, $"| {group.Base} (means) | {string.Join(" | ", columns.Select(column => Number(group.Without.Average(run => run.Numbers[column]))))} |\n");
        foreach (var one in group.Comparisons)
        {
            var cells = columns.Select(column => one.Differences.TryGetValue(column, out var difference) ? Interval(difference) : "not measured");
            text.Append(CultureInfo.InvariantCulture, $"| {one.Experiment} | {string.Join(" | ", cells)} |\n");
        }
    }

    static string Number(double value) => value.ToString(Math.Abs(value) < 1 ? "0.00000" : "0.000", CultureInfo.InvariantCulture);
}
