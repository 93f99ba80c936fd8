using RankElastor.Numerics.Statistics;

namespace RankElastor.Experiments.Propagation;

/// <summary>One model on one data set, an arm for each rank of the planted fields, which alone differs.</summary>
sealed record PropagationFamily(string Model, string Data, IReadOnlyList<PropagationArm> Arms)
{
    static readonly string[] _sides = ["embedding/context", "embedding/user"];

    /// <summary>The arm whose fields are not confined.</summary>
    public PropagationArm Full => Arms.MaxBy(arm => arm.Rank)!;

    /// <summary>The arm whose fields are confined most.</summary>
    public PropagationArm Lowest => Arms.MinBy(arm => arm.Rank)!;

    /// <summary>The items in front of the blocks and behind each.</summary>
    public IReadOnlyList<string> ItemSites
    {
        get
        {
            var sites = Full.Runs[0].Sites.Keys.ToList();
            return
            [
                sites.Contains("items") ? "items" : "history",
                .. sites.Where(site => site.EndsWith("/items", StringComparison.Ordinal)),
            ];
        }
    }

    /// <summary>The items behind the last block, where the rule looks.</summary>
    public string Last => ItemSites[^1];

    /// <summary>Where the planted fields' vectors are seen: the context's side, or the user's without one.</summary>
    public string Side => Array.Find(_sides, Full.Runs[0].Sites.ContainsKey) ?? "embedding";

    /// <summary>What is lost at a site in an arm, against the full one, seed by seed.</summary>
    public PairedDifferences Lost(PropagationArm arm, string site, PropagationMeasure measure) => new(
        LostBySeed(arm, site, measure));

    /// <summary>What the lowest arm loses behind the last block more than another model's does, seed by seed.</summary>
    public PairedDifferences LostMore(PropagationFamily other, PropagationMeasure measure) => new(
        LostBySeed(Lowest, Last, measure).Zip(other.LostBySeed(other.Lowest, other.Last, measure), (a, b) => a - b));

    /// <summary>What the lowest arm loses of a test metric.</summary>
    public PairedDifferences LostOf(string metric) =>
        new(Full.Runs.Zip(Lowest.Runs, (full, low) => full.Test[metric] - low.Test[metric]));

    /// <summary>The rank of the planted fields' vectors in the lowest arm, over that in the full one.</summary>
    public Interval Planted => Interval.OfMean(Full.Runs.Zip(
        Lowest.Runs, (full, low) => low.Sites[Side].Rank / full.Sites[Side].Rank));

    IEnumerable<double> LostBySeed(PropagationArm arm, string site, PropagationMeasure measure) =>
        Full.Runs.Zip(arm.Runs, (full, low) => measure.Lost(full.Sites[site], low.Sites[site]));
}
