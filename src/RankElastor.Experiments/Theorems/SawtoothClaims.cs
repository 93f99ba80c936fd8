using RankElastor.Experiments.Claims;
using RankElastor.Numerics.Randomness;
using static TorchSharp.torch;

namespace RankElastor.Experiments.Theorems;

/// <summary>P47: RankMixer's trajectory before any training.</summary>
static class SawtoothClaims
{
    const int Tokens = 26, Hidden = 200, Repeats = 12;

    const string Quote = "Empirically, we observe that RankMixer exhibits a distinctive damped oscillatory "
        + "trajectory in rank "
        + "evolution across layers: token-mixing modules slightly increase effective rank, while P-FFN modules "
        + "contract it.";

    /// <summary>The claims.</summary>
    public static IEnumerable<PaperClaim> All { get; } =
    [
        new()
        {
            Id = "P47",
            Quote = Quote,
            Place = "RankElastor paper, introduction",
            Scope = "networks trained on Criteo and Avazu",
            TriedOn = "random weights",
            Reading = "The entropy rank on singular values rises in both mixings and falls in both networks.",
            Procedure = "26 tokens of 26 of rank 6; LayerNorm(X + X^T), RMSNorm, a GELU network of 200 units for "
                + "each token and "
                + "a skip, twice; Xavier weights, the mean of 12 draws.",
            Value = "modules of 4 that go the other way",
            Rule = ClaimRule.Never,
            Measure = random => Wrong(Steps(random)),
            Control = "it falls in both mixings and rises in both networks",
            MeasureControl = random => Wrong([.. Steps(random).Select(step => -step)]),
            Comment = "So the sawtooth of trained networks, where there is one, is made by training.",
        },
        new()
        {
            Id = "P47m",
            Quote = Quote,
            Place = "RankElastor paper, introduction",
            Scope = "networks trained on Criteo and Avazu",
            TriedOn = "random weights",
            Reading = "The first mixing raises the entropy rank on singular values.",
            Procedure = "As P47.",
            Value = "mean change in the first mixing",
            Rule = ClaimRule.MeanAbove(0),
            Expected = (5, 1),
            Measure = random => Steps(random)[0],
            Control = "it lowers it",
            MeasureControl = random => -Steps(random)[0],
        },
    ];

    static double Wrong(IReadOnlyList<double> steps) =>
        Enumerable.Range(0, steps.Count).Count(i => i % 2 == 0 ? steps[i] <= 0 : steps[i] >= 0);

    /// <summary>Mean changes in mixing, network, mixing, network.</summary>
    static IReadOnlyList<double> Steps(SeededRandom random)
    {
        var ranks = new double[5];
        for (var draw = 0; draw < Repeats; draw++)
        {
            var x = Draws.OfRank(random, Tokens, Tokens, 6);
            ranks[0] += Draws.EntropySv(x) / Repeats;
            for (var block = 0; block < 2; block++)
            {
                x = Draws.LayerNorm(x + x.t());
                ranks[2 * block + 1] += Draws.EntropySv(x) / Repeats;
                x += Network(random, x / x.pow(2).mean([1], true).sqrt());
                ranks[2 * block + 2] += Draws.EntropySv(x) / Repeats;
            }
        }

        return [.. ranks.Skip(1).Zip(ranks, (after, before) => after - before)];
    }

    static Tensor Network(SeededRandom random, Tensor tokens)
    {
        var deviation = Math.Sqrt(2.0 / (Tokens + Hidden));
        return cat([.. Enumerable.Range(0, Tokens).Select(token => TokenMap.Gelu(
            tokens.narrow(0, token, 1).mm(Draws.Normal(random, Tokens, Hidden, 0, deviation)))
            .mm(Draws.Normal(random, Hidden, Tokens, 0, deviation)))]);
    }
}
