using RankElastor.Experiments.Claims;
using RankElastor.Numerics.Randomness;
using static TorchSharp.torch;

namespace RankElastor.Experiments.FurtherReading;

/// <summary>L46: the directions in which routers pull the rows that they route.</summary>
static class Competition
{
    const int Width = 64, Experts = 8, Rows = 200;

    /// <summary>The claims.</summary>
    public static IReadOnlyList<PaperClaim> Claims { get; } =
    [
        new()
        {
            Id = "L46",
            Quote = "effective training of SMoE has proven to be challenging due to the representation collapse issue, "
                + "which causes parameter redundancy and limited representation potentials.",
            Place = "competition among experts, abstract",
            Scope = "training; here the gradients of a layer with random weights",
            Reading = "What a softmax router of 8 experts adds to the gradients of rows lies in 7 directions of 64.",
            Procedure = "8 linear experts, 200 normal rows and gradients of answers; rank of the gradients through "
                + "the gates.",
            Value = "rank",
            Rule = ClaimRule.Within(7, 7),
            Measure = random => Draws.Rank(ThroughGates(random, false)),
            Control = "so does what gates by the size of the experts' answers add",
            MeasureControl = random => Draws.Rank(ThroughGates(random, true)),
            Comment = "That is the collapse which routing by response avoids: its gradients have rank 64.",
        },
    ];

    static Tensor ThroughGates(SeededRandom random, bool isByResponse)
    {
        var rows = Draws.Normal(random, Rows, Width).requires_grad_();
        var (experts, router) = (
            Draws.Normal(random, Width, Experts * Width) / Math.Sqrt(Width),
            Draws.Normal(random, Width, Experts) / Math.Sqrt(Width));
        var answers = rows.mm(experts).view(Rows, Experts, Width);
        var scores = isByResponse ? answers.pow(2).sum([2]).sqrt() : rows.mm(router);
        var weighted = (answers.detach() * scores.softmax(1).unsqueeze(2)).sum([1]);
        (weighted * Draws.Normal(random, Rows, Width)).sum().backward();
        return rows.grad!;
    }
}
