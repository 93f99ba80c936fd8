using RankElastor.Training.Records;

namespace RankElastor.Report.Reading;

/// <summary>From the record that raised an alarm to the one that cleared it, or to the end of the run.</summary>
sealed record AlarmSpan(AlarmRecord Raised, AlarmRecord? Cleared)
{
    public bool IsWarning => Raised.Severity != AlarmRecord.Note;

    /// <summary>Pairs a run's records in the order of the log. What a resumed run wrote again counts once.</summary>
    public static IReadOnlyList<AlarmSpan> Of(IEnumerable<AlarmRecord> records)
    {
        var spans = new List<AlarmSpan>();
        foreach (var record in records)
        {
            var open = spans.FindIndex(span => span.Cleared is null
                && (span.Raised.Rule, span.Raised.Subject) == (record.Rule, record.Subject));
            if (record.State == AlarmRecord.Raised)
            {
                if (open < 0)
                {
                    spans.Add(new AlarmSpan(record, null));
                }
            }
            else if (open >= 0)
            {
                spans[open] = spans[open] with { Cleared = record };
            }
        }

        return spans;
    }
}
