using RankElastor.Experiments.Claims;
using RankElastor.Numerics.Randomness;
using static TorchSharp.torch;

namespace RankElastor.Experiments.FurtherReading;

/// <summary>L43: a wide stream of rows around a narrow network.</summary>
static class VirtualWidth
{
    const string Place = "virtual width networks, abstract";

    /// <summary>The claims.</summary>
    public static IReadOnlyList<PaperClaim> Claims { get; } =
    [
        new()
        {
            Id = "L43",
            Quote = "VWN decouples representational width from backbone width, expanding the embedding space while "
                + "keeping backbone compute nearly constant.",
            Place = Place,
            Reading = "With embeddings of 4 × 16 entries around a network of 16, logits have rank 64.",
            Procedure = "400 contexts of 64 normal entries, two residual networks 16 → 64 → 16 that "
                + "read a weighted "
                + "sum of the four parts and add to each of them, a head of 500 words.",
            Value = "rank of the logits",
            Rule = ClaimRule.Within(64, 64),
            Measure = random => Draws.Rank(Logits(random, 16, 4, true)),
            Control = "logits read from the weighted sum of the parts have, too",
            MeasureControl = random => Draws.Rank(Logits(random, 16, 4, false)),
        },
        new()
        {
            Id = "L43c",
            Quote = "a framework that delivers the benefits of wider representations without incurring the quadratic "
                + "cost of increasing the hidden size.",
            Place = Place,
            Reading = "Eight times the virtual width costs a network of 64 at most 5 % more multiplications.",
            Procedure = "Counted: a layer 64 → 256 → 64, and the weighted sums before and behind it.",
            Value = "multiplications over those of the narrow network",
            Rule = ClaimRule.Within(1, 1.05),
            Measure = _ => Cost(64, 8) / Cost(64, 1),
            Control = "a network of eight times the hidden size does",
            MeasureControl = _ => Cost(64 * 8, 1) / Cost(64, 1),
            Comment = "The head that reads the wide rows is not counted: it costs eight times as much.",
        },
    ];

    static Tensor Logits(SeededRandom random, int width, int parts, bool isWide)
    {
        var rows = Draws.Normal(random, 400, parts * width).view(400, parts, width);
        for (var layer = 0; layer < 2; layer++)
        {
            var hidden = TokenMap.Relu(Sum(random, rows).mm(Draws.Normal(random, width, 4 * width)));
            rows += hidden.mm(Draws.Normal(random, 4 * width, width)).unsqueeze(1)
                * Draws.Normal(random, parts, 1) / width;
        }

        var read = isWide ? rows.reshape(400, parts * width) : Sum(random, rows);
        return read.mm(Draws.Normal(random, (int)read.shape[1], 500));
    }

    static Tensor Sum(SeededRandom random, Tensor rows) =>
        (rows * Draws.Normal(random, (int)rows.shape[1], 1)).sum([1]);

    /// <summary>Multiplications of a row in a layer; sums of one part are none.</summary>
    static double Cost(int width, int parts) => 8.0 * width * width + (parts > 1 ? 2 * parts * width : 0);
}
