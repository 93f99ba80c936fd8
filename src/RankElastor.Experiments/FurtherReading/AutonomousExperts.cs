using RankElastor.Experiments.Claims;
using RankElastor.Numerics.Randomness;
using static TorchSharp.torch;

namespace RankElastor.Experiments.FurtherReading;

/// <summary>L77: experts that choose their rows by the size of their answers.</summary>
static class AutonomousExperts
{
    const int Width = 64, Directions = 8, Experts = 8;

    /// <summary>The claims.</summary>
    public static IReadOnlyList<PaperClaim> Claims { get; } =
    [
        new()
        {
            Id = "L77",
            Quote = "an expert is aware of its own capacity to effectively process a token, an awareness reflected in "
                + "the scale of its internal activations.",
            Place = "autonomy of experts, abstract",
            Scope = "language models; here experts that were fitted to rows of one kind each",
            Reading = "Of eight experts that each know one kind of rows, the one with the largest activations is the "
                + "right one for 95 of 100 fresh rows.",
            Procedure = "Kinds are 8 random directions of 64 with noise of .3; an expert is the best map of rank 8 of "
                + "500 rows; 200 fresh rows of each kind.",
            Value = "share of rows whose expert is the right one",
            Rule = ClaimRule.AtLeast(0.95),
            Measure = random => Right(random, true),
            Control = "so it is of experts with random directions",
            MeasureControl = random => Right(random, false),
        },
    ];

    static double Right(SeededRandom random, bool isFitted)
    {
        var kinds = Enumerable.Range(0, Experts).Select(_ => Draws.Orthonormal(random, Directions, Width)).ToList();
        Tensor Rows(Tensor kind, int count) =>
            Draws.Normal(random, count, Directions).mm(kind) + Draws.Normal(random, count, Width, 0, 0.3);
        Tensor Fitted(Tensor kind)
        {
            var (_, _, v) = linalg.svd(Rows(kind, 500), fullMatrices: false);
            return v.narrow(0, 0, Directions);
        }

        var experts = kinds.Select(kind =>
            isFitted ? Fitted(kind) : Draws.Orthonormal(random, Directions, Width)).ToList();
        return Enumerable.Range(0, Experts).Average(kind =>
        {
            var rows = Rows(kinds[kind], 200);
            var sizes = stack([.. experts.Select(expert => rows.mm(expert.t()).pow(2).sum([1]))], 1);
            return sizes.argmax(1).eq(kind).to(ScalarType.Float64).mean().item<double>();
        });
    }
}
