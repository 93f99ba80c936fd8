using RankElastor.Experiments.Claims;
using RankElastor.Numerics.Randomness;
using static TorchSharp.torch;

namespace RankElastor.Experiments.FurtherReading;

/// <summary>L67: values far beyond a row's median.</summary>
static class MassiveActivations
{
    const int Rows = 500, Width = 256;

    /// <summary>The claims.</summary>
    public static IReadOnlyList<PaperClaim> Claims { get; } =
    [
        new()
        {
            Id = "L67",
            Quote = "Massive activations are scalar values in transformer hidden states that achieve values orders of "
                + "magnitude larger than typical activations and have been shown to be critical for model "
                + "functionality.",
            Place = "massive activations, abstract",
            Scope = "hidden states of trained transformers; here random states and planted values",
            Reading = "A largest value of 100 medians tells rows with a massive value from random rows, gated ones "
                + "too.",
            Procedure = "500 normal rows of 256, 500 products of two such, and the same with one entry of 200 medians.",
            Value = "rows told wrongly, of 2,000",
            Rule = ClaimRule.Never,
            Measure = random => Wrong(random, 100),
            Control = "a largest value of 10 medians does",
            MeasureControl = random => Wrong(random, 10),
            Comment = "Products of normal numbers reach 30 medians without any training.",
        },
    ];

    static double Wrong(SeededRandom random, double limit)
    {
        var gated = Draws.Normal(random, Rows, Width) * Draws.Normal(random, Rows, Width);
        var plain = cat([Draws.Normal(random, Rows, Width), gated]);
        var massive = plain.clone();
        massive.select(1, random.NextInt(Width)).copy_(200 * Median(plain));
        return Massive(plain, limit) + 2 * Rows - Massive(massive, limit);
    }

    static double Massive(Tensor rows, double limit) =>
        rows.abs().amax([1]).ge(limit * Median(rows)).sum().item<long>();

    static Tensor Median(Tensor rows) => rows.abs().sort(1).Values.select(1, Width / 2);
}
