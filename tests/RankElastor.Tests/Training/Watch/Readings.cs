using RankElastor.Training.Alarms;
using RankElastor.Training.Probes;
using RankElastor.Training.Records;

namespace RankElastor.Tests.Training.Watch;

/// <summary>
/// Readings made by hand: numbers by address beside a loss. Unless said otherwise the model leaves AUC .05, so that
/// whatever is wrong costs something.
/// </summary>
static class Readings
{
    public static ProbeReading Of(double loss, params (string Address, double Value)[] numbers)
    {
        var says = numbers.Any(number => number.Address.Contains("left_auc", StringComparison.Ordinal));
        (string Address, double Value)[] left = says
            ? [] : [("model/left_auc/model", 0.06), ("model/left_auc_low/model", 0.05)];
        var all = numbers.Concat(left).Select(number => (Address: Address.Parse(number.Address), number.Value))
            .ToLookup(number => number.Address.Kind);
        var sites = all[SubjectKind.Rows].GroupBy(number => number.Address.Subject)
            .Select(site => new ProbeRecord(1, 1, site.Key, 8, 8, 4, loss, site.ToDictionary(
                number => number.Address.Measure,
                number => new MeasureSummary(
                    number.Value, 0, number.Value, number.Value, number.Value, 5, number.Value / 5, null))));
        var health = all.Where(kind => kind.Key != SubjectKind.Rows).SelectMany(kind => kind)
            .GroupBy(number => (number.Address.Kind, number.Address.Subject))
            .Select(subject => new HealthRecord(1, 1, subject.Key.Kind, subject.Key.Subject, [8, 8], 4, loss,
                subject.ToDictionary(number => number.Address.Measure, number => number.Value)));
        return new ProbeReading([.. sites], [.. health]);
    }

    /// <summary>Judges a series of readings; each alarm with the index of its reading.</summary>
    public static List<(int At, AlarmRecord Alarm)> Judge(AlarmJudge judge, params ProbeReading[] readings) =>
        [.. readings.SelectMany((reading, at) => judge.Judge(reading, at, at * 1000).Select(alarm => (at, alarm)))];
}
