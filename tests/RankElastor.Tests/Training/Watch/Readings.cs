using RankElastor.Training.Probes;
using RankElastor.Training.Records;

namespace RankElastor.Tests.Training.Watch;

/// <summary>Readings made by hand: numbers by address beside a loss.</summary>
static class Readings
{
    public static ProbeReading Of(double loss, params (string Address, double Value)[] numbers)
    {
        var sites = numbers.Where(one => one.Address.Count(c => c == '/') == 1 || one.Address.StartsWith("entropy_rank_ev/", StringComparison.Ordinal))
            .GroupBy(one => one.Address[(one.Address.IndexOf('/') + 1)..])
            .Select(site => new ProbeRecord(1, 1, site.Key, 8, 8, 4, loss, site.ToDictionary(
                one => one.Address[..one.Address.IndexOf('/')], one => new MeasureSummary(one.Value, 0, one.Value, one.Value, one.Value, 5, one.Value / 5, null))));
        var health = numbers.Where(one => !one.Address.StartsWith("entropy_rank_ev/", StringComparison.Ordinal) && one.Address.Count(c => c == '/') > 1)
            .Select(one => (Parts: one.Address.Split('/', 3), one.Value)).GroupBy(one => (Kind: one.Parts[0], Subject: one.Parts[2]))
            .Select(one => new HealthRecord(1, 1, one.Key.Kind, one.Key.Subject, [8, 8], 4, loss, one.ToDictionary(number => number.Parts[1], number => number.Value)));
        return new ProbeReading([.. sites], [.. health]);
    }

    /// <summary>Judges a series of readings; each alarm with the index of its reading.</summary>
    public static List<(int At, AlarmRecord Alarm)> Judge(RankElastor.Training.Alarms.AlarmWatch watch, params ProbeReading[] readings) =>
        [.. readings.SelectMany((reading, at) => watch.Judge(reading, at, at * 10).Select(alarm => (at, alarm)))];
}
