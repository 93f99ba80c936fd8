using RankElastor.Experiments.Claims;
using RankElastor.Numerics.Randomness;
using static TorchSharp.torch;

namespace RankElastor.Experiments.FurtherReading;

/// <summary>L134: how many labels random heads of attention can tell apart.</summary>
static class AttentionMemory
{
    const int Context = 8, Width = 16, Queries = 100;

    /// <summary>The claims.</summary>
    public static IReadOnlyList<PaperClaim> Claims { get; } =
    [
        new()
        {
            Id = "L134",
            Quote = "an attention layer with H heads, dimension d, and context size n < d, featuring Theta(Hd^2) "
                + "parameters, can memorize Omega(Hn) examples.",
            Place = "memorization of multi-head attention, abstract",
            Reading = "On one context of n tokens, H random heads give 100 queries features of rank H (n - 1) + 1: so "
                + "many labels a linear head fits.",
            Procedure = "n = 8, d = 16, H = 1 to 6, normal weights, queries and tokens.",
            Value = "numbers of heads with another rank",
            Rule = ClaimRule.Never,
            Measure = random => Other(random, heads => heads * (Context - 1) + 1),
            Control = "they have rank H n",
            MeasureControl = random => Other(random, heads => heads * Context),
            Comment = "Weights of a head sum to 1, so that a constant is common to all heads.",
        },
    ];

    static double Other(SeededRandom random, Func<int, int> rank) => Enumerable.Range(1, 6).Count(heads =>
    {
        var (tokens, queries) = (Draws.Normal(random, Context, Width), Draws.Normal(random, Queries, Width));
        Tensor Head(int _)
        {
            var scores = queries.mm(Draws.Normal(random, Width, Width)).mm(tokens.t()) / Width;
            return scores.softmax(1).mm(tokens).mm(Draws.Normal(random, Width, Width));
        }

        return Draws.Rank(cat([.. Enumerable.Range(0, heads).Select(Head)], 1)) != rank(heads);
    });
}
