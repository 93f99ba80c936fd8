namespace RankElastor.Experiments.Lab;

/// <summary>One checkable sentence of an experiment, what it should give and what it gave.</summary>
/// <param name="Id">Short and stable, <c>dead-gate/detected</c> for instance.</param>
/// <param name="Statement">The sentence.</param>
/// <param name="Expected">What would make it hold, in words or numbers.</param>
/// <param name="Measured">What was measured, with its spread where there are seeds.</param>
/// <param name="Tolerance">How far off is still right; empty where the sentence is a yes or no.</param>
/// <param name="Verdict">
/// <c>holds</c>, <c>refuted</c> or <c>inconclusive</c>; of registered claims also <c>underpowered</c>, <c>not seen on
/// …</c>, and <c>exploratory: </c> before it where the rule was not committed.
/// </param>
public sealed record Claim(
    string Id, string Statement, string Expected, string Measured, string Tolerance, string Verdict)
{
    /// <summary>The sentence is true of the measurements.</summary>
    public const string Holds = "holds";

    /// <summary>It is false of them.</summary>
    public const string Refuted = "refuted";

    /// <summary>They cannot tell.</summary>
    public const string Inconclusive = "inconclusive";

    /// <summary>They could not tell: what matters is smaller than what they would have seen.</summary>
    public const string Underpowered = "underpowered";

    /// <summary>It is false of what it was tried on, which is not what it speaks of.</summary>
    public const string NotSeen = "not seen";
}
