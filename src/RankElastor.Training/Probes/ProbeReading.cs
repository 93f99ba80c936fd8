using RankElastor.Training.Probes.Measures;
using RankElastor.Training.Records;

namespace RankElastor.Training.Probes;

/// <summary>What probes saw at one moment: spectra of rows by site, and the health of everything else.</summary>
public sealed record ProbeReading(IReadOnlyList<ProbeRecord> Sites, IReadOnlyList<HealthRecord> Health)
{
    /// <summary>Nothing, where no probe is on.</summary>
    public static ProbeReading None { get; } = new([], []);

    /// <summary>Log loss of the validation split beside which everything was read; NaN for nothing.</summary>
    public double ValidLoss =>
        Sites.Count > 0 ? Sites[0].ValidLoss : Health.Count > 0 ? Health[0].ValidLoss : double.NaN;

    /// <summary>All records, in the order in which they are logged.</summary>
    public IEnumerable<RunRecord> Records => [.. Sites, .. Health];

    /// <summary>Every number by its address, as a monitor or alarm names it; of rows' matrices the mean.</summary>
    public IReadOnlyDictionary<Address, double> Numbers
    {
        get
        {
            var numbers = new Dictionary<Address, double>();
            foreach (var (address, summary) in Summaries)
            {
                numbers[address] = summary.Mean;
            }

            foreach (var health in Health)
            {
                foreach (var (measure, value) in health.Measures)
                {
                    numbers[new(health.Kind, measure, health.Subject)] = value;
                }
            }

            return numbers;
        }
    }

    /// <summary>By address without structure: ranks of normal matrices, the log loss of one rate.</summary>
    public IReadOnlyDictionary<Address, double> Baselines
    {
        get
        {
            var baselines = Summaries.ToDictionary(number => number.Address, number => number.Summary.Baseline);
            if (ConstantLoss is { } loss)
            {
                baselines[Logloss] = loss;
            }

            return baselines;
        }
    }

    /// <summary>Log loss of predicting the mean label; null without labels, or where all are alike.</summary>
    public double? ConstantLoss { get; init; }

    /// <summary>The address of the rows' own log loss.</summary>
    public static Address Logloss { get; } = new(
        SubjectKind.Model, HealthMeasures.Logloss, Address.Word(SubjectKind.Model));

    IEnumerable<(Address Address, MeasureSummary Summary)> Summaries =>
        Sites.SelectMany(site => site.Measures.Select(measure =>
        (new Address(SubjectKind.Rows, measure.Key, site.Site), measure.Value)));
}
