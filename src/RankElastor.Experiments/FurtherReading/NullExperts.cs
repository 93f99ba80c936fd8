using RankElastor.Experiments.Claims;
using RankElastor.Numerics.Randomness;
using static TorchSharp.torch;

namespace RankElastor.Experiments.FurtherReading;

/// <summary>L111: experts that do nothing, so that rows use different numbers of the others.</summary>
static class NullExperts
{
    const int Doing = 8, Idle = 8, Used = 4, Rows = 20_000;

    /// <summary>The claims.</summary>
    public static IReadOnlyList<PaperClaim> Claims { get; } =
    [
        new()
        {
            Id = "L111",
            Quote = "AdaMoE does not force each token to occupy a fixed number of null experts but ensures the average "
                + "usage of the null experts with a load-balancing loss, leading to an adaptive number of null/true "
                + "experts used by each token.",
            Place = "null experts, abstract",
            Scope = "trained routers; here one that prefers none, which is what balance asks for",
            Reading = "With 8 null experts beside 8, the 4 largest scores hold a hypergeometric number of true "
                + "experts: 2 on average, with variance .8.",
            Procedure = "20,000 rows of normal scores.",
            Value = "larger relative deviation of mean and variance",
            Rule = ClaimRule.AtMost(0.05),
            Measure = random => Deviation(random, Idle, Used),
            Control = "so do the 2 largest of 8 without null experts",
            MeasureControl = random => Deviation(random, 0, Used / 2),
        },
    ];

    static double Deviation(SeededRandom random, int idle, int used)
    {
        var scores = Draws.Normal(random, Rows, Doing + idle);
        var counts = scores.topk(used, 1).indexes.lt(Doing).to(ScalarType.Float64).sum([1]);
        const double share = Doing / (double)(Doing + Idle), mean = Used * share;
        const double variance = mean * (1 - share) * (Doing + Idle - Used) / (Doing + Idle - 1);
        return Math.Max(
            Math.Abs(counts.mean().item<double>() / mean - 1), Math.Abs(counts.var().item<double>() / variance - 1));
    }
}
