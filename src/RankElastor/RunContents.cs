using RankElastor.Training.Probes;
using RankElastor.Training.Records;

namespace RankElastor;

/// <summary>What a run's folder says of the run, beside its weights.</summary>
static class RunContents
{
    /// <summary>
    /// What the probes saw at the best epoch, from the run's log; nothing where the run was not probed.
    /// </summary>
    public static ProbeReading LastReading(string folder)
    {
        var records = RunLog.Read(Path.Combine(folder, "log.jsonl"));
        var best = records.OfType<ResultRecord>().LastOrDefault()?.BestEpoch;
        var sites = records.OfType<ProbeRecord>().Where(probe => best is null || probe.Epoch == best).ToList();
        var health = records.OfType<HealthRecord>().Where(record => best is null || record.Epoch == best).ToList();
        return new ProbeReading(
            [.. sites.Where(probe => probe.Step == sites[^1].Step)],
            [.. health.Where(record => record.Step == health[^1].Step)]);
    }
}
