using RankElastor.Training.Records;

namespace RankElastor.Training.Probes;

/// <summary>What the probes saw at one moment: the spectra of rows by site, and the health of everything else.</summary>
public sealed record ProbeReading(IReadOnlyList<ProbeRecord> Sites, IReadOnlyList<HealthRecord> Health)
{
    /// <summary>Nothing, where no probe is on.</summary>
    public static ProbeReading None { get; } = new([], []);

    /// <summary>Log loss of the validation split beside which everything was read; NaN for nothing.</summary>
    public double ValidLoss => Sites.Count > 0 ? Sites[0].ValidLoss : Health.Count > 0 ? Health[0].ValidLoss : double.NaN;

    /// <summary>All records, in the order in which they are logged.</summary>
    public IEnumerable<RunRecord> Records => [.. Sites, .. Health];

    /// <summary>
    /// Every number by its address: <c>stable_rank/block1/ffn</c> is the mean over rows, <c>batch/entropy_rank_ev/block1/ffn</c>, <c>table/entropy_rank_ev/item</c>,
    /// <c>gate/dead_share/block1/ffn/gate1</c> and so on are health measures. A configuration's monitor and alarms name them so.
    /// </summary>
    public IReadOnlyDictionary<string, double> Numbers
    {
        get
        {
            var numbers = new Dictionary<string, double>();
            foreach (var (site, measure, summary) in Sites.SelectMany(site => site.Measures.Select(one => (site, one.Key, one.Value))))
            {
                numbers[$"{measure}/{site.Site}"] = summary.Mean;
            }

            foreach (var (health, measure, value) in Health.SelectMany(health => health.Measures.Select(one => (health, one.Key, one.Value))))
            {
                numbers[$"{health.Kind}/{measure}/{health.Subject}"] = value;
            }

            return numbers;
        }
    }

    /// <summary>By address, the mean of a rank measure over matrices of the same shape without any structure.</summary>
    public IReadOnlyDictionary<string, double> Baselines =>
        Sites.SelectMany(site => site.Measures.Select(one => (Address: $"{one.Key}/{site.Site}", one.Value.Baseline))).ToDictionary(one => one.Address, one => one.Baseline);
}
