namespace RankElastor.Experiments.Claims;

/// <summary>A claim's rule as it is registered.</summary>
/// <param name="Experiment">Whose claim it is.</param>
/// <param name="Id">The claim.</param>
/// <param name="Hash">SHA-256 of <paramref name="Json"/>.</param>
/// <param name="Rule">Where the value must lie, in words.</param>
/// <param name="Json">All that decides, keys in alphabetical order.</param>
public sealed record RegisteredRule(string Experiment, string Id, string Hash, string Rule, string Json)
{
    /// <summary>A line of the lock: hash, claim, experiment, rule in words.</summary>
    public string Line => $"{Hash} {Id} {Experiment} {Rule}";
}
