using System.Globalization;
using RankElastor.Training.Probes.Measures;
using RankElastor.Training.Records;

namespace RankElastor.Training.Alarms;

/// <summary>One rule: the numbers that it looks at, when it applies and holds, and what it says when it does.</summary>
public sealed record AlarmRule
{
    /// <summary>Unique among the rules of a run.</summary>
    public required RuleName Name { get; init; }

    /// <summary>
    /// One number, or a family of them: <c>gate/dead_share/*</c> looks at every gate, each for itself.
    /// </summary>
    public required Address Address { get; init; }

    /// <summary>At what kinds of look it is judged.</summary>
    public AlarmLooks When { get; init; } = AlarmLooks.Run | AlarmLooks.Reading;

    /// <summary>What of the number is compared.</summary>
    public AlarmQuantity Quantity { get; init; }

    /// <summary>True if it holds above the limit, false if below.</summary>
    public bool Above { get; init; }

    /// <summary>The limit, in units of <see cref="Quantity"/>.</summary>
    public required double Limit { get; init; }

    /// <summary>
    /// Share of the limit by which the quantity must be back on the good side before the alarm is cleared.
    /// </summary>
    public double Release { get; init; } = 0.1;

    /// <summary>
    /// Evaluations in a row for which it must hold before it is raised, and must not hold before it is cleared.
    /// </summary>
    public int For { get; init; } = 2;

    /// <summary>Evaluations that a slope is fitted to.</summary>
    public int Window { get; init; } = 5;

    /// <summary>The first evaluation at which it is looked at; 0 is the start of training.</summary>
    public int From { get; init; }

    /// <summary>Steps of a run before which it is not looked at.</summary>
    public int FromStep { get; init; }

    /// <summary>
    /// It holds only while the validation loss has had no new best for <see cref="For"/> evaluations.
    /// </summary>
    public bool WhileLossStalls { get; init; }

    /// <summary>
    /// Where it holds at several sites, only the first on a row's way is raised: what comes after it follows from it.
    /// </summary>
    public bool FirstSiteOnly { get; init; }

    /// <summary>
    /// What another measure of the same subject must be for the rule to apply; null for no such condition.
    /// </summary>
    public AlarmNeed? Needs { get; init; }

    /// <summary>
    /// AUC that must at least be left on the table (<c>left_auc_low</c> of the subject where it has one, else of the
    /// model) for it to hold: a structure that costs nothing is no alarm. Null for a rule that needs no such proof.
    /// </summary>
    public double? Cost { get; init; }

    /// <summary>
    /// The same of a single reading: of the weights that a run kept, and of an inspection. Less, because a model that
    /// still learns leaves what it has not learnt yet.
    /// </summary>
    public double? EndCost { get; init; }

    /// <summary>Whether a model in which it holds is broken: nothing that it says can be relied upon.</summary>
    public bool Breaks { get; init; }

    /// <summary>One of <see cref="AlarmRecord.Note"/> and <see cref="AlarmRecord.Warning"/>.</summary>
    public string Severity { get; init; } = AlarmRecord.Warning;

    /// <summary>The likely cause, where nothing else explains it better.</summary>
    public required Cause Cause { get; init; }

    /// <summary>What it means, for a reader who does not know the measure.</summary>
    public required Func<Judged, string> Text { get; init; }

    /// <summary>What to try, the most promising first.</summary>
    public IReadOnlyList<string> Remedies { get; init; } = [];

    /// <summary>What the run does when it is raised.</summary>
    public AlarmAction Action { get; init; } = AlarmAction.Warn;

    /// <summary>The remedy that <see cref="AlarmAction.Regularise"/> switches on.</summary>
    public string? Remedy { get; init; }

    /// <summary>For records: the action and its remedy.</summary>
    public string ActionName => Action switch
    {
        AlarmAction.ReduceLearningRate => "reduce_lr",
        AlarmAction.Regularise => $"regularise {Remedy}",
        _ => Action.ToString().ToLowerInvariant(),
    };

    /// <summary>
    /// Whether it is judged at a kind of look. A single reading has no history, so that rules of changes and of a loss
    /// that stalls are judged in runs only.
    /// </summary>
    public bool AppliesAt(AlarmLooks look) => When.HasFlag(look)
        && (look == AlarmLooks.Run || !(WhileLossStalls || Quantity is AlarmQuantity.OfStart or AlarmQuantity.Slope));

    /// <summary>Whether a quantity is on the bad side.</summary>
    internal bool Holds(double quantity) => Above ? quantity > Limit : quantity < Limit;

    /// <summary>Whether a quantity is back on the good side by the margin.</summary>
    internal bool IsReleased(double quantity)
    {
        var margin = Release * Math.Abs(Limit);
        return Above ? quantity < Limit - margin : quantity > Limit + margin;
    }

    /// <summary>For the options of a run: everything that decides when it is raised and what happens then.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Name}: {Quantity.ToString().ToLowerInvariant()} of {Address} {(Above ? ">" : "<")} {Limit:R} for {For}"
            + $"{(WhileLossStalls ? " while the loss stalls" : "")}"
            + $"{(Cost is { } cost ? $" at a cost of {cost.ToString("R", CultureInfo.InvariantCulture)}" : "")}"
            + $" -> {ActionName}");
}

/// <summary>
/// What a rule's text may speak of: where it holds, the quantity and the limit that were compared, and the number
/// behind.
/// </summary>
public readonly record struct Judged(string Subject, double Quantity, double Limit, double Number);

/// <summary>What another measure of the same subject must be.</summary>
public sealed record AlarmNeed(
    Measure Measure, double Least = double.NegativeInfinity, double Most = double.PositiveInfinity);

/// <summary>The looks at which a rule is judged.</summary>
[Flags]
public enum AlarmLooks
{
    /// <summary>Beside every evaluation of a run, with its history.</summary>
    Run = 1,

    /// <summary>At one reading of a model, by itself, at once and without patience.</summary>
    Reading = 2,
}

/// <summary>What of a number a rule compares.</summary>
public enum AlarmQuantity
{
    /// <summary>The number itself.</summary>
    Level,

    /// <summary>The number over its value at the start of training.</summary>
    OfStart,

    /// <summary>The number over its mean without any structure (rank measures of sites).</summary>
    OfBaseline,

    /// <summary>
    /// The relative change per evaluation over the window, drawn two standard errors towards none, so that noise alone
    /// seldom moves it: least squares on the logarithm.
    /// </summary>
    Slope,
}

/// <summary>What a run does when an alarm is raised.</summary>
public enum AlarmAction
{
    /// <summary>Keeps a record.</summary>
    Log,

    /// <summary>Keeps a record and says so.</summary>
    Warn,

    /// <summary>Also divides the learning rate by ten, not below 1e-6.</summary>
    ReduceLearningRate,

    /// <summary>Also switches a remedy on that waits for an alarm.</summary>
    Regularise,

    /// <summary>Also ends the training; the best weights so far are kept.</summary>
    Stop,
}
