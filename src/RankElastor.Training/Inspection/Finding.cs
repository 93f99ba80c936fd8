using System.Globalization;
using RankElastor.Training.Records;

namespace RankElastor.Training.Inspection;

/// <summary>Something about a trained model that a reader should know: where, how large, the likely cause, what to try, and the loss beside it.</summary>
/// <param name="Rule">The rule's name, <c>collapsed-table</c> for instance.</param>
/// <param name="Severity"><c>note</c> (a fact, often of shapes) or <c>warning</c>.</param>
/// <param name="Subject">The site, field or parameter.</param>
/// <param name="Measure">What was compared, by exact name.</param>
/// <param name="Value">Its value.</param>
/// <param name="Limit">The limit it crossed.</param>
/// <param name="Cause">The likely cause in one short phrase.</param>
/// <param name="Text">One or two sentences for a reader who has never heard of the measure.</param>
/// <param name="Remedies">What to try, the most promising first.</param>
public sealed record Finding(
    string Rule, string Severity, string Subject, string Measure, double Value, double Limit, string Cause, string Text, IReadOnlyList<string> Remedies)
{
    /// <summary>All of it in one line for people, the loss beside the number.</summary>
    public string Line(double logloss) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Text} [{Measure} {Value:G4}, limit {Limit:G4}, logloss {logloss:0.0000}] Likely: {Cause}. To try: {string.Join("; ", Remedies)}.");

    /// <summary>What an alarm's rule found.</summary>
    internal static Finding Of(AlarmRecord alarm) =>
        new(alarm.Rule, alarm.Severity, alarm.Subject, alarm.Measure, alarm.Value, alarm.Limit, alarm.Cause, alarm.Text, alarm.Remedies);
}
