namespace RankElastor.Training.Records;

/// <summary>An alarm raised or cleared: where, how large, the likely cause, what to try, what the run did.</summary>
/// <param name="Epoch">Epoch, counted from 1; 0 before training.</param>
/// <param name="Step">Steps done.</param>
/// <param name="Rule">The rule's name, <c>dead-gate</c> for instance.</param>
/// <param name="State"><c>raised</c> or <c>cleared</c>.</param>
/// <param name="Severity"><c>note</c> (a fact that costs nothing by itself) or <c>warning</c>.</param>
/// <param name="Subject">The site, field or parameter.</param>
/// <param name="Measure">What was compared, by exact name.</param>
/// <param name="Value">Its value.</param>
/// <param name="Limit">The limit it crossed.</param>
/// <param name="Cause">The likely cause in one short phrase; the same phrase for the same cause always.</param>
/// <param name="Text">One or two sentences for a reader who has never heard of the measure.</param>
/// <param name="Remedies">What to try, the most promising first.</param>
/// <param name="Action">
/// What the run did: <c>log</c>, <c>warn</c>, <c>reduce_lr</c>, <c>regularise NAME</c> or <c>stop</c>.
/// </param>
/// <param name="ValidLoss">Log loss of the validation split at this moment.</param>
public sealed record AlarmRecord(
    int Epoch, long Step, RuleName Rule, string State, string Severity, string Subject, string Measure, double Value,
    double Limit, Cause Cause, string Text, IReadOnlyList<string> Remedies, string Action, double ValidLoss) : RunRecord
{
    /// <summary>A new alarm.</summary>
    public const string Raised = "raised";

    /// <summary>An alarm that no longer holds.</summary>
    public const string Cleared = "cleared";

    /// <summary>A fact that the user should know, and that costs nothing by itself.</summary>
    public const string Note = "note";

    /// <summary>Something that goes wrong, and costs.</summary>
    public const string Warning = "warning";
}
