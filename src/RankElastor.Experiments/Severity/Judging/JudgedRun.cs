using RankElastor.Experiments.Collapse;
using RankElastor.Training.Alarms;
using RankElastor.Training.Records;
using RankElastor.Training.Watch;

namespace RankElastor.Experiments.Severity.Judging;

/// <summary>A run as its log tells it, judged by rules again; evaluations are counted from 1.</summary>
sealed class JudgedRun
{
    readonly List<LoggedReading> _readings;
    readonly List<HashSet<(RuleName Rule, string Subject)>> _up = [];
    readonly bool _diverged;

    /// <summary>Judges a run by the rules of the book.</summary>
    public JudgedRun(Trial trial)
    {
        Evaluations = [.. trial.Records.OfType<EvaluationRecord>()];
        _diverged = trial.Diverged;
        var seen = LoggedReading.Of(trial.Records).ToDictionary(reading => reading.Step);
        var judge = new AlarmJudge(AlarmRules.Default);
        if (seen.TryGetValue(0, out var start))
        {
            Raised.AddRange(judge.Judge(start.Reading, start.Epoch, start.Step));
        }

        var readings = start is null ? new List<LoggedReading>() : [start];
        foreach (var reading in Evaluations.Select(at => seen.GetValueOrDefault(at.Step)).OfType<LoggedReading>())
        {
            var changes = judge.Judge(reading.Reading, reading.Epoch, reading.Step);
            Raised.AddRange(changes.Where(alarm => alarm.State == AlarmRecord.Raised));
            readings.Add(reading);
            _up.Add([.. judge.Raised.Select(alarm => (alarm.Rule, alarm.Subject))]);
        }

        _readings = readings;
        Verdict = readings.Count == 0 ? Training.Alarms.Verdict.Of([], new Dictionary<string, double>(), [])
            : Training.Alarms.Verdict.OfReading([.. judge.Raised], readings[^1].Reading);
    }

    /// <summary>Evaluations of the validation split, in order.</summary>
    public IReadOnlyList<EvaluationRecord> Evaluations { get; }

    /// <summary>Alarms that were raised, in order.</summary>
    public List<AlarmRecord> Raised { get; } = [];

    /// <summary>What the last reading shows by itself.</summary>
    public IReadOnlyList<AlarmRecord> AtEnd => _readings.Count == 0 ? []
        : AlarmJudge.Once(AlarmRules.Default, _readings[^1].Reading);

    /// <summary>AUC at the last evaluation; of a run that diverged .5, since it leaves nothing to rank by.</summary>
    public double Auc => _diverged || Evaluations.Count == 0 ? 0.5 : Evaluations[^1].Metrics["AUC"];

    /// <summary>The verdict by the alarms that are up at the end.</summary>
    public VerdictRecord Verdict { get; }

    /// <summary>Warnings, as <c>rule at subject</c>.</summary>
    public IEnumerable<string> Warnings => Raised.Where(alarm => alarm.Severity == AlarmRecord.Warning)
        .Select(alarm => $"{alarm.Rule} at {alarm.Subject}").Distinct();

    /// <summary>Addresses of the last reading.</summary>
    public IEnumerable<Address> Present => _readings.Count == 0 ? [] : _readings[^1].Reading.Numbers.Keys;

    /// <summary>Whether a rule is up at an evaluation; <c>*</c> stands for any subject.</summary>
    public bool IsUp(RuleName rule, string subject, int evaluation) => evaluation <= _up.Count
        && _up[evaluation - 1].Any(alarm => alarm.Rule == rule && (subject == "*" || alarm.Subject == subject));

    /// <summary>What a rule compares, by evaluation; NaN where it cannot be had.</summary>
    public IReadOnlyList<double> Quantities(AlarmRule rule, Address address)
    {
        var history = new AlarmHistory(rule.Window);
        var all = new List<double>();
        foreach (var reading in _readings)
        {
            history.Add(reading.Reading);
            all.Add(history.Of(address, rule));
        }

        return [.. all.Skip(all.Count - _up.Count)];
    }

    /// <summary>Numbers of the whole model whose name begins so, by evaluation.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, double>> OfModel(string beginning) =>
    [
        .. _readings.Skip(_readings.Count - _up.Count).Select(reading => reading.Reading.Health
            .Where(health => health.Kind == SubjectKind.Model).SelectMany(health => health.Measures)
            .Where(measure => measure.Key.StartsWith(beginning, StringComparison.Ordinal)).ToDictionary()),
    ];
}
