using RankElastor.Training.Probes;
using RankElastor.Training.Probes.Measures;
using RankElastor.Training.Records;

namespace RankElastor.Training.Alarms;

/// <summary>
/// Judges each reading of a run by rules: an alarm is raised when its rule has held for some evaluations in a row, and
/// cleared when it has been back on the good side, by a margin, for as many. The same readings in the same order always
/// give the same alarms.
/// </summary>
sealed class AlarmJudge
{
    readonly IReadOnlyList<AlarmRule> _rules;
    readonly AlarmHistory _history;
    readonly Dictionary<(RuleName Rule, Address Address), Count> _counts = [];
    readonly Dictionary<(RuleName Rule, Address Address), AlarmRecord> _raised = [];

    readonly IReadOnlySet<string>? _keys;
    /// <summary>The lower end of what the whole model leaves.</summary>
    static Address Left { get; } =
        new(SubjectKind.Model, HealthMeasures.LeftAucLow, Address.Word(SubjectKind.Model));

    readonly string? _model;

    /// <summary>
    /// By these rules; advice fits a model of these keys, any model without them, and texts say what is normal for a
    /// model of this name.
    /// </summary>
    public AlarmJudge(IEnumerable<AlarmRule> rules, IReadOnlySet<string>? keys = null, string? model = null)
        : this(rules, AlarmLooks.Run, keys, model) { }

    AlarmJudge(IEnumerable<AlarmRule> rules, AlarmLooks look, IReadOnlySet<string>? keys, string? model)
    {
        _model = model;
        _rules = [.. rules.Where(rule => rule.AppliesAt(look))];
        _history = new AlarmHistory(_rules.Select(rule => rule.Window).DefaultIfEmpty(1).Max());
        _keys = keys;
    }

    public IReadOnlyCollection<AlarmRecord> Raised => _raised.Values;

    /// <summary>
    /// What a single reading shows by itself, warnings first: the rules that apply to readings, at once and without
    /// patience. For models that are not watched while they train.
    /// </summary>
    public static IReadOnlyList<AlarmRecord> Once(
        IEnumerable<AlarmRule> rules, ProbeReading reading, IReadOnlySet<string>? keys = null, string? model = null)
    {
        var impatient = rules.Select(rule => rule with
        {
            For = 1,
            From = 0,
            FromStep = 0,
            Action = AlarmAction.Log,
            Cost = rule.EndCost,
        });
        var alarms = new AlarmJudge(impatient, AlarmLooks.Reading, keys, model).Judge(reading, 0, 0);
        return [.. alarms.OrderBy(alarm => alarm.Severity == AlarmRecord.Warning ? 0 : 1)];
    }

    /// <summary>Adds a reading; the alarms that it raises and clears, causes before their consequences.</summary>
    public IReadOnlyList<AlarmRecord> Judge(ProbeReading reading, int epoch, long step)
    {
        _history.Add(reading);
        var changes = new List<AlarmRecord>();
        foreach (var rule in _rules.Where(rule => _history.Count > rule.From && step >= rule.FromStep))
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

    IEnumerable<Address> Due(AlarmRule rule)
    {
        var due = _history.Present.Where(rule.Address.Names).Where(address => HoldsLongEnough(rule, address)).ToList();
        var fresh = due.Where(address => !_raised.ContainsKey((rule.Name, address))).ToList();
        return !rule.FirstSiteOnly ? fresh
            : due.Count == 0 || _raised.Keys.Any(raised => raised.Rule == rule.Name) ? []
            : fresh.Take(1);
    }

    bool HoldsLongEnough(AlarmRule rule, Address address)
    {
        var quantity = _history.Of(address, rule);
        var applies = MeetsNeeds(rule, address) && Costs(rule, address);
        var holds = rule.Holds(quantity) && applies && !(rule.WhileLossStalls && _history.Stalled < rule.For);
        var count = _counts.GetValueOrDefault((rule.Name, address));
        var released = rule.IsReleased(quantity) || double.IsNaN(quantity) || !applies;
        count = holds ? new Count(count.Held + 1, 0) : new Count(0, released ? count.Released + 1 : 0);
        _counts[(rule.Name, address)] = count;
        return count.Held >= rule.For;
    }

    bool MeetsNeeds(AlarmRule rule, Address address) => rule.Needs is not { } need
        || (_history.Now(address with { Measure = need.Measure }) is var value
            && value >= need.Least && value <= need.Most);

    /// <summary>Whether as much is left on the table as the rule asks for.</summary>
    bool Costs(AlarmRule rule, Address address)
    {
        if (rule.Cost is not { } least)
        {
            return true;
        }

        var own = _history.Now(address with { Measure = HealthMeasures.LeftAucLow });
        return (double.IsNaN(own) ? _history.Now(Left) : own) >= least;
    }

    IEnumerable<Address> Released(AlarmRule rule) =>
    [
        .. _raised.Keys.Where(raised => raised.Rule == rule.Name && _counts[raised].Released >= rule.For)
            .Select(raised => raised.Address),
    ];

    AlarmRecord Record(AlarmRule rule, Address address, string state, int epoch, long step)
    {
        var quantity = _history.Of(address, rule);
        var text = rule.Text(new Judged(address.Subject, quantity, rule.Limit, _history.Now(address)))
            + (_model is null || rule.Severity == AlarmRecord.Note ? ""
                : $" Normal: {NormalRange.Text(_model, rule, address)}.");
        var cause = AlarmCauses.Of(rule, address.Subject, Raised, _history);
        var action = state == AlarmRecord.Raised ? rule.ActionName : "log";
        return new AlarmRecord(
            epoch, step, rule.Name, state, rule.Severity, address.Subject, address.Measure, quantity, rule.Limit, cause,
            text, AlarmCauses.Advice(rule, cause, _keys), action, _history.ValidLoss);
    }

    readonly record struct Count(int Held, int Released);
}
