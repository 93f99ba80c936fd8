using RankElastor.Report.Drawing;
using RankElastor.Report.Reading;
using RankElastor.Training.Records;

namespace RankElastor.Report.Alarms;

/// <summary>The same rule at the same subject, in however many runs and however often.</summary>
sealed record Finding(IReadOnlyList<FindingPlace> Places)
{
    /// <summary>The record whose words are shown: the latest that is still open, or the latest of all.</summary>
    public AlarmRecord Words => (Places.LastOrDefault(place => place.Span.Cleared is null) ?? Places[^1]).Span.Raised;

    public bool IsWarning => Places.Any(place => place.Span.IsWarning);
    public bool IsOpen => Places.Any(place => place.Span.Cleared is null);
    public int Runs => Places.Select(place => place.Run).Distinct().Count();

    /// <summary>Open warnings first, then cleared ones, then notes; each by number of runs, then by when.</summary>
    public static IReadOnlyList<Finding> Of(RunSet set) =>
        [.. set.Runs.SelectMany(run => run.Alarms.Select(span => new FindingPlace(run, span)))
            .GroupBy(place => (place.Span.Raised.Rule, place.Span.Raised.Subject))
            .Select(same => new Finding([.. same])).OrderByDescending(finding => finding.IsWarning)
            .ThenByDescending(finding => finding.IsOpen)
            .ThenByDescending(finding => finding.Runs)
            .ThenBy(finding => finding.Places.Min(place => place.Span.Raised.Step))];

    /// <summary>When it was raised and cleared, with the loss of that moment.</summary>
    public static string When(FindingPlace place)
    {
        var (raised, cleared) = (place.Span.Raised, place.Span.Cleared);
        return $"raised {Moment(raised)}" + (cleared is null ? "; not cleared" : $"; cleared {Moment(cleared)}");
    }

    public static string Action(string action) => action switch
    {
        "log" => "It was written down; nothing was changed.",
        "warn" => "It was written down and shown as a warning; nothing was changed.",
        "reduce_lr" => "The run reduced its learning rate.",
        "stop" => "The run stopped training.",
        _ when action.StartsWith(
            "regularise ", StringComparison.Ordinal) => $"The run switched on {action["regularise ".Length..]}.",
        _ => action,
    };

    static string Moment(AlarmRecord record) => (record.Epoch == 0
        ? "before training" : $"in epoch {Figures.Whole(record.Epoch)} (step {Figures.Count(record.Step)})")
        + (double.IsFinite(record.ValidLoss) ? $" at validation logloss {Figures.Score(record.ValidLoss)}" : "");
}

/// <summary>A run and the time over which it had an alarm.</summary>
sealed record FindingPlace(RunView Run, AlarmSpan Span);
