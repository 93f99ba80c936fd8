using RankElastor.Training.Records;

namespace RankElastor.Experiments.Collapse;

/// <summary>What became of one plant in one run.</summary>
sealed record PlantOutcome(Plant Plant, CollapseRun Run)
{
    /// <summary>Evaluations after the onset to find a plant within: rules see a defect twice in a row.</summary>
    public const int StatedDelay = 2;

    /// <summary>Evaluations before the plant sets in; none where the data are at fault.</summary>
    int Onset => Plant.Act is null ? 0 : Trial.OnsetEvaluation;

    AlarmRecord? Right => Run.Alarms.FirstOrDefault(
        alarm => !IsEarly(alarm) && Plant.Rules.Contains(alarm.Rule) && alarm.Subject == Plant.Subject);

    /// <summary>Evaluations from the onset to the planted rule's alarm at its subject; null without one.</summary>
    public int? Delay => Right is { } right ? CollapseRun.Evaluation(right.Step) - Onset : null;

    /// <summary>Raised at the right place within the stated delay.</summary>
    public bool Detected => Delay <= StatedDelay;

    /// <summary>Detected with the right cause and severity, and no other cause at an earlier evaluation.</summary>
    public bool Named => Detected && Right is { } right && right.Severity == Plant.Severity && IsRightCause(right)
        && !Run.Alarms.Any(alarm => IsWarning(alarm) && !IsEarly(alarm)
            && alarm.Step < right.Step && !IsRightCause(alarm));

    /// <summary>Warnings before the plant set in: false alarms.</summary>
    public IEnumerable<AlarmRecord> Early => Run.Alarms.Where(alarm => IsWarning(alarm) && IsEarly(alarm));

    /// <summary>What else was raised from the onset on: consequences, as <c>rule at subject</c>.</summary>
    public IEnumerable<string> AlsoRaised => Run.Alarms.Where(alarm => !IsEarly(alarm) && alarm != Right)
        .Select(alarm => $"{alarm.Rule} at {alarm.Subject}").Distinct();

    static bool IsWarning(AlarmRecord alarm) => alarm.Severity == AlarmRecord.Warning;

    bool IsEarly(AlarmRecord alarm) => Plant.Act is not null && CollapseRun.Evaluation(alarm.Step) <= Onset;

    bool IsRightCause(AlarmRecord alarm) => alarm.Cause == Plant.Cause;
}
