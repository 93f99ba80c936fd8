using RankElastor.Experiments.Lab;
using RankElastor.Numerics.Statistics;

namespace RankElastor.Experiments.Sawtooth;

/// <summary>What intervals over seeds say about a sentence.</summary>
static class Verdicts
{
    /// <summary>Each lies on the side of <paramref name="sign"/>: refuted where one lies on the other.</summary>
    public static string Every(IReadOnlyCollection<Interval> intervals, int sign) =>
        intervals.Any(interval => interval.Direction == -sign) ? Claim.Refuted
        : intervals.Count > 0 && intervals.All(interval => interval.Direction == sign) ? Claim.Holds
        : Claim.Inconclusive;

    public static string And(params ReadOnlySpan<string> verdicts) =>
        verdicts.Contains(Claim.Refuted) ? Claim.Refuted
        : verdicts.Contains(Claim.Inconclusive) ? Claim.Inconclusive
        : Claim.Holds;
}
