using RankElastor.Numerics.Statistics;
using RankElastor.Training.Records;

namespace RankElastor.Experiments.Lab;

/// <summary>One experiment's results, a run for each seed.</summary>
sealed record LabArm(string Experiment, IReadOnlyList<ResultRecord> Runs)
{
    /// <summary>A test metric over the seeds.</summary>
    public Interval Of(string metric) => Interval.OfMean(Runs.Select(run => run.Test[metric]));

    /// <summary>Its standard deviation.</summary>
    public double Spread(string metric) => Sample.StandardDeviation([.. Runs.Select(run => run.Test[metric])]);

    /// <summary>Whether all runs have a test metric.</summary>
    public bool Has(string metric) => Runs.All(run => run.Test.ContainsKey(metric));

    /// <summary>The difference from another experiment, paired by seed.</summary>
    public Interval Less(LabArm other, string metric) => new PairedDifferences(
        Runs.Zip(other.Runs, (run, twin) => run.Test[metric] - twin.Test[metric])).Mean;

    /// <summary>Sites with a matrix per row, in the model's order.</summary>
    public IEnumerable<string> Sites => Runs[0].Spectra.Keys;

    /// <summary>A measure at a site over the seeds.</summary>
    public Interval At(string site, string measure) =>
        Interval.OfMean(Runs.Select(run => run.Spectra[site].GetValueOrDefault(measure, double.NaN)));
}
