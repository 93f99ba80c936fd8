using RankElastor.Numerics.Statistics;

namespace RankElastor.Experiments.Propagation;

/// <summary>A run of an arm: sites in the model's order, and metrics of the test split.</summary>
sealed record PropagationRun(
    IReadOnlyDictionary<string, SiteReading> Sites, IReadOnlyDictionary<string, double> Test);

/// <summary>Runs of one model, a seed each, whose planted fields are confined to so many directions.</summary>
sealed record PropagationArm(int Rank, IReadOnlyList<PropagationRun> Runs)
{
    /// <summary>A reading at a site over the seeds.</summary>
    public Interval At(string site, Func<SiteReading, double> measure) =>
        Interval.OfMean(Runs.Select(run => measure(run.Sites[site])));

    /// <summary>A test metric over the seeds.</summary>
    public Interval Of(string metric) => Interval.OfMean(Runs.Select(run => run.Test[metric]));
}
