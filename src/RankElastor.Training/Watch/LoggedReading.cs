using RankElastor.Training.Probes;
using RankElastor.Training.Records;

namespace RankElastor.Training.Watch;

/// <summary>What the probes saw at one moment, taken up from a log: alarms can be judged again from it.</summary>
sealed record LoggedReading(int Epoch, long Step, ProbeReading Reading)
{
    /// <summary>The readings of a log, in order; the first is of the initial weights.</summary>
    public static IEnumerable<LoggedReading> Of(IEnumerable<RunRecord> log)
    {
        foreach (var moment in log.Select(Moment.Of).OfType<Moment>().GroupBy(at => (at.Epoch, at.Step)))
        {
            var records = moment.Select(at => at.Record).ToList();
            yield return new(
                moment.Key.Epoch, moment.Key.Step,
                new ProbeReading([.. records.OfType<ProbeRecord>()], [.. records.OfType<HealthRecord>()]));
        }
    }

    sealed record Moment(int Epoch, long Step, RunRecord Record)
    {
        public static Moment? Of(RunRecord record) => record switch
        {
            ProbeRecord probe => new Moment(probe.Epoch, probe.Step, probe),
            HealthRecord health => new Moment(health.Epoch, health.Step, health),
            _ => null,
        };
    }
}
