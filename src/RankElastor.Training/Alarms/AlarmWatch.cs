using System.Globalization;
using RankElastor.Training.Probes;
using RankElastor.Training.Records;

namespace RankElastor.Training.Alarms;

/// <summary>
/// Judges each reading of a run by rules: an alarm is raised when its rule has held for some evaluations in a row, and cleared when it has been back on the good side, by a margin,
/// for as many. The same readings in the same order always give the same alarms.
/// </summary>
public sealed class AlarmWatch(IReadOnlyList<AlarmRule> rules)
{
    readonly AlarmHistory _history = new();
    readonly Dictionary<(string Rule, string Address), Count> _counts = [];
    readonly Dictionary<(string Rule, string Address), AlarmRecord> _raised = [];

    /// <summary>Alarms that are raised now.</summary>
    public IReadOnlyCollection<AlarmRecord> Raised => _raised.Values;

    /// <summary>
    /// What a single reading shows by itself: rules that compare levels, at once and without patience. For models that were not watched while they trained.
    /// </summary>
    public static IReadOnlyList<AlarmRecord> Findings(ProbeReading reading)
    {
        var levels = AlarmRules.Default.Where(rule => rule.Quantity is AlarmQuantity.Level or AlarmQuantity.OfBaseline && !rule.WhileLossStalls);
        return new AlarmWatch([.. levels.Select(rule => rule with { For = 1, From = 0, Action = AlarmAction.Log })]).Judge(reading, 0, 0);
    }

    /// <summary>Adds a reading; the alarms that it raises and clears, causes before their consequences.</summary>
    public IReadOnlyList<AlarmRecord> Judge(ProbeReading reading, int epoch, long step)
    {
        _history.Add(reading);
        var changes = new List<AlarmRecord>();
        foreach (var rule in rules.Where(rule => _history.Count > rule.From))
        {
            foreach (var address in Due(rule))
            {
                var record = Record(rule, address, AlarmRecord.Raised, epoch, step);
                _raised[(rule.Name, address)] = record;
                changes.Add(record);
            }

            foreach (var address in Released(rule))
            {
                _raised.Remove((rule.Name, address));
                changes.Add(Record(rule, address, AlarmRecord.Cleared, epoch, step));
            }
        }

        return changes;
    }

    IEnumerable<string> Due(AlarmRule rule)
    {
        var due = _history.Present.Where(address => AlarmAddress.Matches(rule.Address, address) && HoldsLongEnough(rule, address)).ToList();
        var fresh = due.Where(address => !_raised.ContainsKey((rule.Name, address))).ToList();
        return !rule.FirstSiteOnly ? fresh
            : due.Count == 0 || _raised.Keys.Any(raised => raised.Rule == rule.Name) ? []
            : fresh.Take(1);
    }

    bool HoldsLongEnough(AlarmRule rule, string address)
    {
        var quantity = _history.Of(address, rule);
        var holds = rule.Holds(quantity) && MeetsNeeds(rule, address) && !(rule.WhileLossStalls && _history.Stalled < rule.For);
        var count = _counts.GetValueOrDefault((rule.Name, address));
        count = holds ? new Count(count.Held + 1, 0) : new Count(0, rule.IsReleased(quantity) || double.IsNaN(quantity) || !MeetsNeeds(rule, address) ? count.Released + 1 : 0);
        _counts[(rule.Name, address)] = count;
        return count.Held >= rule.For;
    }

    bool MeetsNeeds(AlarmRule rule, string address) =>
        rule.Needs is not { } needs || _history.Now(AlarmAddress.Sibling(address, needs.Measure)) >= needs.AtLeast;

    IEnumerable<string> Released(AlarmRule rule) =>
        [.. _raised.Keys.Where(raised => raised.Rule == rule.Name && _counts[raised].Released >= rule.For).Select(raised => raised.Address)];

    AlarmRecord Record(AlarmRule rule, string address, string state, int epoch, long step)
    {
        var quantity = _history.Of(address, rule);
        var subject = AlarmAddress.Subject(address);
        var text = string.Format(CultureInfo.InvariantCulture, rule.Text, subject, quantity, rule.Limit);
        var cause = AlarmCauses.Of(rule, subject, Raised, _history);
        return new AlarmRecord(
            epoch, step, rule.Name, state, rule.Severity, subject, AlarmAddress.Measure(address), quantity, rule.Limit,
            cause, text, AlarmCauses.Advice(rule, cause), state == AlarmRecord.Raised ? rule.ActionName : "log", _history.ValidLoss);
    }

    readonly record struct Count(int Held, int Released);
}
