using RankElastor.Training.Records;

namespace RankElastor.Training.Alarms;

/// <summary>Alarms as lines for people.</summary>
public static class AlarmLines
{
    /// <summary>One line: where, what, the likely cause and what to try; of a cleared alarm, that it is over.</summary>
    public static string Of(AlarmRecord alarm) => alarm.State == AlarmRecord.Cleared
        ? $"alarm cleared: {alarm.Rule} at {alarm.Subject}"
        : $"{(alarm.Severity == AlarmRecord.Note ? "note" : "ALARM")}: {alarm.Rule} at {alarm.Subject}. {alarm.Text} Likely cause: {alarm.Cause}."
            + (alarm.Remedies.Count > 0 ? $" Try: {string.Join("; ", alarm.Remedies)}." : "");
}
