using RankElastor.Training.Records;
using static System.FormattableString;

namespace RankElastor.Training.Alarms;

/// <summary>Alarms as lines for people.</summary>
public static class AlarmLines
{
    /// <summary>One line: where, what, the likely cause and what to try; of a cleared alarm, that it is over.</summary>
    public static string Of(AlarmRecord alarm)
    {
        var kind = alarm.Severity == AlarmRecord.Note ? "note" : "ALARM";
        return alarm.State == AlarmRecord.Cleared
            ? $"alarm cleared: {alarm.Rule} at {alarm.Subject}"
            : $"{kind}: {alarm.Rule} at {alarm.Subject}. {alarm.Text} Likely cause: {alarm.Cause}."
                + (alarm.Remedies.Count > 0 ? $" Try: {string.Join("; ", alarm.Remedies)}." : "");
    }

    /// <summary>What an inspection found, in one line: the loss beside the number.</summary>
    public static string OfInspection(AlarmRecord alarm)
    {
        var loss = double.IsNaN(alarm.ValidLoss) ? "" : Invariant($", logloss {alarm.ValidLoss:0.0000}");
        return Invariant($"{alarm.Text} [{alarm.Measure} {alarm.Value:G4}, limit {alarm.Limit:G4}{loss}] ")
            + $"Likely: {alarm.Cause}. To try: {string.Join("; ", alarm.Remedies)}.";
    }
}
