using System.Globalization;
using RankElastor.Experiments.Collapse;
using RankElastor.Experiments.Pages;
using RankElastor.Experiments.Severity.Judging;
using RankElastor.Experiments.Severity.Runs;
using RankElastor.Numerics.Statistics;
using RankElastor.Training.Records;

namespace RankElastor.Experiments.Severity.Pages;

/// <summary>What becomes of defects that no rule was written for.</summary>
static class UnruledSection
{
    /// <summary>Markdown, a row per plant and model and one for the twins; empty where no run was kept.</summary>
    public static string Write(RunStore store, IReadOnlyList<int> seeds)
    {
        var table = new MarkdownTable(
            "what is done to the rows that are trained on", "model", "AUC lost", "healthy", "look here", "broken",
            "warnings, in how many runs");
        var (any, commits) = (false, new SortedSet<string>(StringComparer.Ordinal));
        foreach (var ofModel in UnruledPlant.All.GroupBy(made => made.Plant.Model))
        {
            var twins = new Dictionary<int, JudgedRun>();
            foreach (var (plant, degree) in ofModel)
            {
                List<JudgedRun> runs = [];
                List<double> lost = [];
                foreach (var key in seeds.Select(seed => UnruledPlant.Key(plant, degree, seed))
                    .Where(key => store.Has(key) && store.Has(key.Twin)))
                {
                    twins.TryAdd(key.Seed, new JudgedRun(store.Read(key.Twin).Trial));
                    var (trial, commit) = store.Read(key);
                    runs.Add(new JudgedRun(trial));
                    commits.Add(commit);
                    lost.Add(twins[key.Seed].Auc - runs[^1].Auc);
                }

                any |= runs.Count > 0;
                Add(table, plant.What, ofModel.Key, Interval.OfMean(lost).Change(4), runs);
            }

            Add(table, "nothing", ofModel.Key, "", [.. twins.Values]);
        }

        return !any ? "" : "\n## Plants without a rule\n\nTried last, with rules and limits as they are. From "
            + $"evaluation {Trial.OnsetEvaluation} on the rows that are trained on are spoilt, those to evaluate not. "
            + "The verdict is that of the alarms that are up at the end. Runs trained at commit "
            + $"{string.Join(", ", commits)}.\n\n{table}";
    }

    static void Add(MarkdownTable table, string what, CollapseModel model, string lost, List<JudgedRun> runs)
    {
        string Count(HealthState state) => string.Create(
            CultureInfo.InvariantCulture, $"{runs.Count(run => run.Verdict.State == state)} of {runs.Count}");
        table.Add(
            what, model.Name, lost, Count(HealthState.Healthy), Count(HealthState.LookHere),
            Count(HealthState.Broken), WarningCounts.Of(runs));
    }
}
