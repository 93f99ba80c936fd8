using System.Globalization;
using System.Text;
using RankElastor.Experiments.Collapse.Rows;
using RankElastor.Experiments.Lab;
using RankElastor.Numerics.Statistics;
using RankElastor.Training.Records;

namespace RankElastor.Experiments.Collapse;

/// <summary>The suite's page: tables that documentation can take over as they are.</summary>
static class CollapsePage
{
    public static string Write(
        LabRequest request, CollapseFindings findings, IReadOnlyList<Claim> claims, double seconds)
    {
        var page = new StringBuilder();
        Line(page, "# Planted collapse\n");
        Line(page, $"`rankelastor lab planted-collapse --seeds {request.Seeds} --seed {request.FirstSeed} --threads "
            + $"{request.Machine.Workers.Threads}`, commit {MachineInfo.Commit()}, {Machine()}, {seconds:0} s.\n");
        Line(page, $"Generated rows: {CollapseData.TrainRows} to train on, seen once, {CollapseData.ValidRows} "
            + $"to evaluate; an evaluation every {CollapseData.EvaluationSteps} steps of "
            + $"{CollapseData.BatchRows} rows. "
            + $"Plants set in after evaluation {Trial.OnsetEvaluation} "
            + $"and must be found within {PlantOutcome.StatedDelay} evaluations. Intervals: 95 %, Wilson.\n");
        Planted(page, findings.Planted);
        Healthy(page, findings.Healthy);
        Observed(page, findings.Observed);
        Line(page, "## Claims\n");
        foreach (var claim in claims)
        {
            Line(page, $"- {claim.Verdict}: `{claim.Id}`: "
                + $"{claim.Statement} Expected: {claim.Expected}. Measured: {claim.Measured}.");
        }

        return page.ToString();
    }

    static void Planted(StringBuilder page, ILookup<Plant, PlantOutcome> planted)
    {
        Line(page, "## Plants\n");
        Line(page, "| plant | model | alarm and site | cause | found | named "
            + "| delay in evaluations: median, worst | warnings before the onset | also raised, in how many runs |");
        Line(page, "|---|---|---|---|---|---|---|---|---|");
        foreach (var group in planted)
        {
            var (plant, outcomes) = (group.Key, group.ToList());
            Line(page, $"| {plant.What} | {plant.Model.Name} | {string.Join(" or ", plant.Rules)} "
                + $"at `{plant.Subject}`{(plant.Severity == AlarmRecord.Note ? " (note)" : "")} | {plant.Cause} "
                + $"| {Proportion.Of(outcomes, outcome => outcome.Detected)} "
                + $"| {Proportion.Of(outcomes, outcome => outcome.Named)} "
                + $"| {Delays(outcomes)} | {outcomes.Sum(outcome => outcome.Early.Count())} | {Also(outcomes)} |");
        }

        Line(page, "");
    }

    static void Healthy(StringBuilder page, IReadOnlyDictionary<CollapseModel, List<CollapseRun>> healthy)
    {
        Line(page, "## Healthy runs\n");
        Line(page, "| model | runs in which nothing "
            + "was raised | warnings | notes | AUC at the last evaluation: mean, least | log loss, mean |");
        Line(page, "|---|---|---|---|---|---|");
        foreach (var (model, runs) in healthy)
        {
            var alarms = runs.SelectMany(run => run.Alarms).ToList();
            Line(page, $"| {model.Name} | {Proportion.Of(runs, run => run.Alarms.Count == 0)} "
                + $"| {Rules(alarms, AlarmRecord.Warning)} "
                + $"| {Rules(alarms, AlarmRecord.Note)} | {runs.Average(run => run.Auc):0.000}, "
                + $"{runs.Min(run => run.Auc):0.000} | {runs.Average(run => run.Logloss):0.000} |");
        }

        Line(page, "");
    }

    static void Observed(StringBuilder page, IReadOnlyDictionary<Observation, List<CollapseRun>> observed)
    {
        Line(page, "## Neither healthy nor planted\n");
        Line(page, "Nothing is claimed of these runs.\n");
        Line(page, "| what | model | log loss: best, last (means) | raised, in how many runs |");
        Line(page, "|---|---|---|---|");
        foreach (var (observation, runs) in observed)
        {
            var raised = runs.SelectMany(
                run => run.Alarms.Select(alarm => $"{alarm.Rule} at {alarm.Subject}: {alarm.Cause}").Distinct());
            Line(page, $"| {observation.What} | {observation.Model.Name} "
                + $"| {runs.Average(run => run.BestLogloss):0.000}, "
                + $"{runs.Average(run => run.Logloss):0.000} | {Counts(raised)} |");
        }

        Line(page, "");
    }

    static string Delays(List<PlantOutcome> outcomes)
    {
        var delays = outcomes.Select(outcome => outcome.Delay).OfType<int>().Order().ToList();
        return delays.Count == 0
            ? "–" : string.Create(CultureInfo.InvariantCulture, $"{delays[(delays.Count - 1) / 2]}, {delays[^1]}");
    }

    static string Also(List<PlantOutcome> outcomes) => Counts(outcomes.SelectMany(outcome => outcome.AlsoRaised));

    static string Rules(IEnumerable<AlarmRecord> alarms, string severity) =>
        Counts(alarms.Where(alarm => alarm.Severity == severity).Select(alarm => $"{alarm.Rule} at {alarm.Subject}"));

    static string Counts(IEnumerable<string> names)
    {
        var counts = names.CountBy(name => name).OrderByDescending(count => count.Value)
            .ThenBy(count => count.Key, StringComparer.Ordinal)
            .Select(count => string.Create(CultureInfo.InvariantCulture, $"{count.Key} ({count.Value})")).ToList();
        return counts.Count == 0 ? "none" : string.Join(", ", counts);
    }

    static string Machine()
    {
        var machine = MachineInfo.Describe();
        return $"{machine["cpu"]}, {machine["cores"]} cores";
    }

    static void Line(StringBuilder page, string text) => page.Append(text).Append('\n');
}
