using RankElastor.Experiments.Claims;
using RankElastor.Numerics.Randomness;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RankElastor.Experiments.FurtherReading;

/// <summary>L76: a router that starts with two favourites, with a loss against that and without.</summary>
static class BalancedExperts
{
    /// <summary>The claims.</summary>
    public static IReadOnlyList<PaperClaim> Claims { get; } =
    [
        new()
        {
            Id = "L76",
            Quote = "A trainable gating network determines a sparse combination of these experts to use for each "
                + "example.",
            Place = "sparsely-gated mixture of experts, abstract; its loss of importance is the full text's",
            Reading = "With a loss of importance a router that starts with two favourites uses eight experts nearly "
                + "alike.",
            Procedure = "8 experts, 2 used for each row, 800 steps of Adam, a bias of 2 for two experts at the start; "
                + "squared coefficient of variation of the gates' sums, weight .1.",
            Value = "entropy of the use of experts over log 8, on 4,000 rows",
            Rule = ClaimRule.AtLeast(0.95),
            Measure = random => Evenness(random, 0.1),
            Control = "without that loss it does",
            MeasureControl = random => Evenness(random, 0),
        },
    ];

    static double Evenness(SeededRandom random, double weight)
    {
        var experts = new Experts(random);
        Parameter router = new(SmallNetworks.Weights(random, Experts.Width, Experts.Count));
        Parameter bias = new(cat([full(2, 2.0f), zeros(Experts.Count - 2)]));
        Tensor Gates(Tensor rows) => Experts.Gates(rows.mm(router) + bias, 2);
        SmallNetworks.Fit([router, bias, .. experts.Weights], 800, 3e-3, _ =>
        {
            var rows = Experts.Rows(random);
            var gates = Gates(rows);
            var importance = gates.sum([0]);
            return experts.Loss(rows, gates) + weight * importance.var() / importance.mean().pow(2);
        });
        var used = Gates(Experts.Rows(random, 4000)).gt(0).to(ScalarType.Float64).sum([0]);
        var shares = used / used.sum();
        return -shares.xlogy(shares).sum().item<double>() / Math.Log(Experts.Count);
    }
}
