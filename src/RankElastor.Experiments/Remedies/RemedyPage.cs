using System.Globalization;
using System.Text;
using RankElastor.Data.Files;
using RankElastor.Experiments.Lab;
using RankElastor.Numerics.Statistics;
using RankElastor.Report.Drawing;

namespace RankElastor.Experiments.Remedies;

/// <summary>The page of the remedies: for each data set the runs without, then what each remedy changes.</summary>
static class RemedyPage
{
    public static void Write(
        string path, LabRequest request, IReadOnlyList<RemedyGroup> groups, IReadOnlyList<Claim> claims)
    {
        var options = $"--seeds {request.Seeds} --seed {request.FirstSeed} --threads {request.Machine.Workers.Threads}";
        var text = new StringBuilder($"""
            # Remedies against collapse: before and after

            Each run with a remedy is paired with the run without (`none_…`) of the same seed. A cell is the mean
            difference, with minus without, and half its 95 % interval (Student's t). Ranks are those of the last
            block's output at the best epoch: the mean over rows of the rank of each row's token matrix, and (`batch
            …`) that of the matrix of all sampled rows. A higher rank is not in itself a better model: read it
            beside AUC and log loss. Times share the machine with whatever else ran.

            Command, with `--config` the folder of these experiments: `rankelastor lab remedies {options}`;
            commit {MachineInfo.Commit()}.

            """);
        foreach (var group in groups)
        {
            Append(text, group);
            text.Append(RankAndAuc.Sentence(group.Comparisons));
        }

        text.Append("\n## Claims\n\n| claim | measured | verdict |\n|---|---|---|\n");
        foreach (var claim in claims)
        {
            text.Append($"| {claim.Statement} Expected: {claim.Expected}. | {claim.Measured} | {claim.Verdict} |\n");
        }

        DurableFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>A mean with half its interval: <c>+0.0012 ± 0.0004</c>.</summary>
    public static string Text(Interval difference)
    {
        var digits = Math.Abs(difference.Mean) < 0.05 ? "0.00000" : "0.000";
        string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
        var half = double.IsFinite(difference.Half) ? Number(difference.Half, digits) : "∞";
        return $"{Number(difference.Mean, $"+{digits};-{digits}")} ± {half} ({difference.Count} pairs)";
    }

    static void Append(StringBuilder text, RemedyGroup group)
    {
        bool IsKnown(string column) => group.Without.All(run => run.Numbers.ContainsKey(column));
        var columns = RemedyRun.Columns.Where(IsKnown).ToList();
        var means = columns.Select(column => Mean(group.Without, column));
        text.Append($"\n## {group.Name}, ranks at {group.Site}\n\n| experiment | {string.Join(" | ", columns)} |\n");
        text.Append('|').Insert(text.Length, "---|", columns.Count + 1);
        text.Append($"\n| {group.Base} (means) | {string.Join(" | ", means)} |\n");
        foreach (var remedy in group.Comparisons)
        {
            text.Append($"| {remedy.Experiment} | {string.Join(" | ", columns.Select(remedy.Text))} |\n");
        }
    }

    static string Mean(IReadOnlyList<RemedyRun> runs, string column)
    {
        var undefined = SeedTally.Of(runs.Select(run => (run.Seed, double.IsFinite(run.Numbers[column]))));
        return undefined.Length > 0 ? undefined : Number(runs.Average(run => run.Numbers[column]));
    }

    static string Number(double value) =>
        value.ToString(Math.Abs(value) < 1 ? "0.00000" : "0.000", CultureInfo.InvariantCulture);
}
