using RankElastor.Experiments.Claims;
using RankElastor.Numerics.Randomness;
using static TorchSharp.torch;

namespace RankElastor.Experiments.FurtherReading;

/// <summary>L22: linear maps that tell what a layer carries on from what it makes.</summary>
static class ActivationTransport
{
    const int Width = 64, Features = 16;

    /// <summary>The claims.</summary>
    public static IReadOnlyList<PaperClaim> Claims { get; } =
    [
        new()
        {
            Id = "L22",
            Quote = "We empirically demonstrate that these operators can determine whether a feature has been linearly "
                + "transported from a previous layer or synthesised from non-linear layer computation.",
            Place = "activation transport operators, abstract",
            Scope = "residual streams of language models; here features that were planted of both kinds",
            Reading = "The R² of a linear map on fresh rows is above one half for features that are carried on, and "
                + "below for products of two.",
            Procedure = "64 normal entries, 16 directions of them with noise of .3 and 16 products of two directions; "
                + "the map of 2,000 rows, 2,000 fresh rows.",
            Value = "features told wrongly, of 32",
            Rule = ClaimRule.Never,
            Measure = random => Wrong(random, 2000, true),
            Control = "the map of 64 rows tells them on these rows",
            MeasureControl = random => Wrong(random, 64, false),
        },
    ];

    static double Wrong(SeededRandom random, int count, bool isFresh)
    {
        var (carried, left, right) = (Directions(random), Directions(random), Directions(random));
        (Tensor Before, Tensor Behind) Rows()
        {
            var rows = Draws.Normal(random, count, Width);
            var noise = Draws.Normal(random, count, Features, 0, 0.3);
            return (rows, cat([rows.mm(carried) + noise, rows.mm(left) * rows.mm(right)], 1));
        }

        var seen = Rows();
        var judged = isFresh ? Rows() : seen;
        var isCarried = LinearFit.Explained(seen.Before, seen.Behind, judged.Before, judged.Behind).gt(0.5);
        return isCarried.logical_xor(arange(2 * Features).lt(Features)).sum().item<long>();
    }

    static Tensor Directions(SeededRandom random) => Draws.Normal(random, Width, Features) / Math.Sqrt(Width);
}
