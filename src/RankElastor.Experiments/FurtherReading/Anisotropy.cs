using RankElastor.Experiments.Claims;
using RankElastor.Numerics.Randomness;
using static TorchSharp.torch;

namespace RankElastor.Experiments.FurtherReading;

/// <summary>L85: rows that point one way before anything is learned.</summary>
static class Anisotropy
{
    const int Width = 512, Rows = 200, Layers = 6;

    /// <summary>The claims.</summary>
    public static IReadOnlyList<PaperClaim> Claims { get; } =
    [
        new()
        {
            Id = "L85",
            Quote = "we evaluate four state-of-the-art NFMs, revealing that they all exhibit significant anisotropy",
            Place = "network foundation models, abstract",
            Scope = "trained models; here random layers, as the null that such a finding has to be compared with",
            Reading = "Behind six random ReLU layers the mean cosine of unrelated rows is that of the arc-cosine "
                + "recursion, .78.",
            Procedure = "200 normal rows of 512, He's weights, the mean of 4 draws.",
            Value = "distance of the mean cosine from the recursion's",
            Rule = ClaimRule.AtMost(0.03),
            Measure = random => Math.Abs(Cosine(random, TokenMap.Relu) - Recursion()),
            Control = "so it is behind linear layers",
            MeasureControl = random => Math.Abs(Cosine(random, TokenMap.Same) - Recursion()),
            Comment = "One seed of five refutes it by chance: a seed's mean has a standard deviation of .009, so that "
                + "a mean over seeds should have decided. It says nothing of the paper's trained models.",
        },
    ];

    static double Cosine(SeededRandom random, Func<Tensor, Tensor> activation) => Enumerable.Range(0, 4).Average(_ =>
    {
        using var tensors = NewDisposeScope();
        var rows = Draws.Normal(random, Rows, Width);
        for (var layer = 0; layer < Layers; layer++)
        {
            rows = activation(rows.mm(Draws.Normal(random, Width, Width, 0, Math.Sqrt(2.0 / Width))));
        }

        var sum = Draws.Energy(Draws.WithRows(rows, 1).sum([0], true));
        return (sum - Rows) / (Rows * (Rows - 1.0));
    });

    /// <summary>The cosine of right angles behind wide ReLU layers (Cho and Saul, 2009).</summary>
    static double Recursion()
    {
        var cosine = 0.0;
        for (var layer = 0; layer < Layers; layer++)
        {
            var angle = Math.Acos(cosine);
            cosine = (Math.Sin(angle) + (Math.PI - angle) * cosine) / Math.PI;
        }

        return cosine;
    }
}
