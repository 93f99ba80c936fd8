using RankElastor.Experiments.Claims;
using RankElastor.Numerics.Randomness;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RankElastor.Experiments.FurtherReading;

/// <summary>L141: one wide bottleneck against eight narrow ones of the same cost.</summary>
static class AggregatedBranches
{
    const int Width = 64, Classes = 8, Branches = 8, Blocks = 2;

    static readonly SeedMemo<(double Branched, double Thin)> _gains = new(Gains);

    /// <summary>The claims.</summary>
    public static IReadOnlyList<PaperClaim> Claims { get; } =
    [
        new()
        {
            Id = "L141",
            Quote = "we empirically show that even under the restricted condition of maintaining complexity, "
                + "increasing cardinality is able to improve classification accuracy.",
            Place = "aggregated residual transformations, abstract",
            Scope = "images of ImageNet-1K",
            TriedOn = "rows of numbers",
            Reading = "Eight branches classify better than one of no fewer parameters.",
            Procedure = "Two residual blocks 64 → w → w → 64, the middle one in groups, w = 64 for "
                + "one branch and 88 "
                + "for eight; 8 classes of a random network, 800 steps of Adam, 4,000 fresh rows.",
            Value = "accuracy of eight branches less that of one",
            Rule = ClaimRule.MeanAbove(0),
            Measure = seed => _gains.Of(seed).Branched,
            Control = "eight branches of a quarter of the parameters do",
            MeasureControl = seed => _gains.Of(seed).Thin,
        },
    ];

    static (double Branched, double Thin) Gains(int seed)
    {
        var (cost, dense) = (Cost(Width, 1), Accuracy(seed, 1, Width));
        return (
            Accuracy(seed, Branches, Widest(cost)) - dense, Accuracy(seed, Branches, Widest(cost / 4)) - dense);
    }

    /// <summary>Parameters of a block.</summary>
    static int Cost(int width, int branches) => 2 * Width * width + width * width / branches;

    /// <summary>The widest block of eight branches that costs no more.</summary>
    static int Widest(int cost) => Enumerable.Range(1, cost).Select(each => each * Branches)
        .TakeWhile(width => Cost(width, Branches) <= cost).Last();

    static double Accuracy(int seed, int branches, int width)
    {
        var random = new SeededRandom((ulong)seed).Fork("aggregated branches");
        var (first, second) = (SmallNetworks.Weights(random, Width, 16), SmallNetworks.Weights(random, 16, Classes));
        Tensor Labels(Tensor rows) => rows.mm(first).relu().mm(second).argmax(1);
        var own = random.Fork(branches * (long)width);
        var each = width / branches;
        Parameter[][] blocks =
        [
            .. Enumerable.Range(0, Blocks).Select(_ => (Parameter[])
            [
                new(SmallNetworks.Weights(own, Width, width)),
                new(SmallNetworks.Weights(own, each, width).view(each, branches, each).transpose(0, 1).contiguous()),
                new(SmallNetworks.Weights(own, width, Width)),
            ]),
        ];
        Parameter head = new(SmallNetworks.Weights(own, Width, Classes));
        Tensor Logits(Tensor rows)
        {
            foreach (var block in blocks)
            {
                var inner = rows.mm(block[0]).relu().view(-1, branches, each).transpose(0, 1).bmm(block[1]);
                rows += inner.relu().transpose(0, 1).reshape(-1, width).mm(block[2]);
            }

            return rows.mm(head);
        }

        SmallNetworks.Fit([head, .. blocks.SelectMany(block => block)], 800, 2e-3, _ =>
        {
            var rows = Draws.Floats(random, 128, Width);
            return nn.functional.cross_entropy(Logits(rows), Labels(rows));
        });
        var fresh = Draws.Floats(random, 4000, Width);
        return Logits(fresh).argmax(1).eq(Labels(fresh)).to(ScalarType.Float64).mean().item<double>();
    }
}
