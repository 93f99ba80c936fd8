using RankElastor.Training.Probes;
using RankElastor.Training.Probes.Measures;
using RankElastor.Training.Records;
using static System.FormattableString;

namespace RankElastor.Training.Alarms;

/// <summary>
/// Draws one verdict from the alarms that are up: alarms of one cause are one finding, and the first cause in the book
/// is the root. A tensor that breaks a model stands before what only costs, and a remark on the run's end behind both:
/// it tells what came of it.
/// </summary>
static class Verdict
{
    const int MostNamed = 3;

    /// <summary>
    /// On a finished run: what the reading of the weights that it kept shows by itself, as an inspection would, and
    /// those rules that need a history and are up at its end. Rules that wait for a step wait for it here too.
    /// </summary>
    public static VerdictRecord OfRun(
        IEnumerable<AlarmRule> rules, IReadOnlySet<string>? keys, IReadOnlyList<RunRecord> log, ProbeReading kept,
        long step, IReadOnlyList<RunRemark> remarks)
    {
        var all = rules.ToList();
        var ofHistory = all.Where(rule => rule.AppliesAt(AlarmLooks.Run) && !rule.AppliesAt(AlarmLooks.Reading))
            .Select(rule => rule.Name).ToHashSet();
        var up = new List<AlarmRecord>();
        foreach (var alarm in log.OfType<AlarmRecord>().Where(alarm => ofHistory.Contains(alarm.Rule)))
        {
            up.RemoveAll(other => (other.Rule, other.Subject) == (alarm.Rule, alarm.Subject));
            if (alarm.State == AlarmRecord.Raised)
            {
                up.Add(alarm);
            }
        }

        var now = AlarmJudge.Once(all.Where(rule => rule.FromStep <= step), kept, keys);
        return Of(up.Concat(now), Whole(kept), remarks);
    }

    /// <summary>Of alarms, and of the whole model's numbers in one reading.</summary>
    public static VerdictRecord OfReading(IReadOnlyList<AlarmRecord> alarms, ProbeReading reading) =>
        Of(alarms, Whole(reading), []);

    /// <summary>On weights that are not finite: nothing else of them can be said.</summary>
    public static VerdictRecord OfDamage(IReadOnlyList<AlarmRecord> findings) => new(
        HealthState.Broken, findings[0].Cause.ToString(),
        $"broken: {findings[0].Cause}: {Words(findings)}. Try first: {findings[0].Remedies[0]}.");

    static IReadOnlyDictionary<string, double> Whole(ProbeReading reading) =>
        reading.Health.LastOrDefault(record => record.Measures.ContainsKey(HealthMeasures.LeftAuc))?.Measures
        ?? new Dictionary<string, double>();

    /// <summary>Of alarms, the measures of the whole model, and remarks.</summary>
    public static VerdictRecord Of(
        IEnumerable<AlarmRecord> up, IReadOnlyDictionary<string, double> model, IReadOnlyList<RunRemark> remarks)
    {
        var found = up.Where(alarm => alarm.Severity == AlarmRecord.Warning).GroupBy(alarm => alarm.Cause.ToString())
            .Select(same => new Found(
                same.Key, same.Any(Breaks) ? HealthState.Broken : HealthState.LookHere, same.Min(Place),
                Words([.. same]), First(same.First().Remedies)))
            .Concat(remarks.Where(remark => remark.State != HealthState.Healthy).Select(remark => new Found(
                remark.Cause!, remark.State, int.MaxValue, remark.Text.TrimEnd('.'), null)))
            .OrderBy(cause => cause.State == HealthState.Broken && cause.Place < int.MaxValue ? 0 : 1)
            .ThenBy(cause => cause.Place).ToList();
        var left = Left(model);
        if (found is not [var root, .. var others])
        {
            return new VerdictRecord(
                HealthState.Healthy, null, $"healthy: nothing rings{(left.Length > 0 ? $"; {left}" : "")}.");
        }

        var also = others.Count == 0 ? "" : $" Also: {string.Join("; ", others.Select(other => other.Cause))}.";
        var first = root.Remedy is null ? "" : $" Try first: {root.Remedy}.";
        var state = found.Max(cause => cause.State);
        return new VerdictRecord(
            state, root.Cause,
            $"{VerdictRecord.Word(state)}: {root.Cause}: {root.Words}{(left.Length > 0 ? $"; {left}" : "")}."
            + first + also);
    }

    /// <summary>What the model leaves, in words; empty where that was not measured.</summary>
    static string Left(IReadOnlyDictionary<string, double> model) =>
        !model.TryGetValue(HealthMeasures.LeftAuc, out var left) ? ""
            : model[HealthMeasures.LeftAucLow] is var low && low > 0
            ? Invariant($"crosses of two fields find AUC {left:0.0000} (at least {low:0.0000}) that it leaves")
            : "crosses of two fields find no AUC that it leaves";

    static string Words(IReadOnlyList<AlarmRecord> same) => string.Join(", ", same.GroupBy(alarm => alarm.Rule)
        .Select(rule => $"{rule.Key} at {string.Join(", ", rule.Take(MostNamed).Select(alarm => alarm.Subject))}"
            + (rule.Count() > MostNamed ? Invariant($" and {rule.Count() - MostNamed} more") : "")));

    static string? First(IReadOnlyList<string> remedies) => remedies.Count == 0 ? null : remedies[0];

    static bool Breaks(AlarmRecord alarm) =>
        AlarmRules.Default.FirstOrDefault(rule => rule.Name == alarm.Rule)?.Breaks ?? false;

    static int Place(AlarmRecord alarm)
    {
        var place = AlarmRules.Default.ToList().FindIndex(rule => rule.Name == alarm.Rule);
        return place < 0 ? AlarmRules.Default.Count : place;
    }

    sealed record Found(string Cause, HealthState State, int Place, string Words, string? Remedy);
}
