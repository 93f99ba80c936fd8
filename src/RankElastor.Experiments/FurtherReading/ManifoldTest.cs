using RankElastor.Experiments.Claims;
using RankElastor.Numerics.Randomness;
using RankElastor.Numerics.Statistics;

namespace RankElastor.Experiments.FurtherReading;

/// <summary>
/// L39: a test for rows that lie on no manifold with noise. There the number of neighbours grows no faster with the
/// distance than nearby. For one dimension d, distances r to the 10th, 40th and 120th neighbour, to the power d, are
/// those of a Poisson process, whatever d is: ln(r40 / r10) / ln(r120 / r40) has one known distribution.
/// </summary>
static class ManifoldTest
{
    const int Near = 10, Middle = 40, Far = 120, Rows = 4000, Tables = 200;

    const string Place = "token embeddings and the manifold hypothesis, abstract";

    /// <summary>The claims.</summary>
    public static IReadOnlyList<PaperClaim> Claims { get; } =
    [
        new()
        {
            Id = "L39",
            Quote = "we find that the null is frequently rejected, and so the token subspace is provably not a fiber "
                + "bundle and hence also not a manifold.",
            Place = Place,
            Scope = "token embeddings of language models, and the paper's own test",
            TriedOn = "planted tables",
            Reading = "Where a line crosses a space of six dimensions, growth of the number of neighbours rejects "
                + "one dimension in four cases of five.",
            Procedure = "200 tables of 4,000 even rows in a cube of 6 dimensions and 57 on a line through it; "
                + "distances from the middle to the 10th, 40th, 120th row; limit by "
                + "20,000 draws of the null, level .05.",
            Value = "share of tables rejected",
            Rule = ClaimRule.AtLeast(0.8),
            Measure = random => Rejected(random, Crossing, 0.95),
            Control = "so does a cube of 4 dimensions",
            MeasureControl = random => Rejected(random, Cube, 0.95),
        },
        new()
        {
            Id = "L39n",
            Quote = "Failing to reject the null is uninformative, but rejecting it at a specific token indicates that "
                + "token has a statistically significant local structure, and so is of interest to us.",
            Place = Place,
            Scope = "the paper's own test; here one by three distances",
            Reading = "The test rejects a cube in 1 table of 20, and no more than 1 of 10.",
            Procedure = "200 tables of 4,000 even rows in a cube of 4 dimensions.",
            Value = "share of tables rejected",
            Rule = ClaimRule.AtMost(0.1),
            Measure = random => Rejected(random, Cube, 0.95),
            Control = "with the null's median as limit, too",
            MeasureControl = random => Rejected(random, Cube, 0.5),
        },
    ];

    static double Rejected(SeededRandom random, Func<SeededRandom, double[]> squares, double level)
    {
        var limit = Sample.Quantile([.. Enumerable.Range(0, 20_000).Select(_ => Null(random))], level);
        return Enumerable.Range(0, Tables).Count(_ => Growth(squares(random)) > limit) / (double)Tables;
    }

    /// <summary>The statistic for any number of dimensions: counts are a Poisson process of the volume.</summary>
    static double Null(SeededRandom random)
    {
        double Volume(int events) => Math.Pow(random.NextChi(2 * events), 2);
        var near = Volume(Near);
        var middle = near + Volume(Middle - Near);
        return Math.Log(middle / near) / Math.Log(1 + Volume(Far - Middle) / middle);
    }

    static double Growth(double[] squares)
    {
        Array.Sort(squares);
        return Math.Log(squares[Middle - 1] / squares[Near - 1]) / Math.Log(squares[Far - 1] / squares[Middle - 1]);
    }

    /// <summary>Squared distances of even rows in a cube from its middle.</summary>
    static double[] Cube(SeededRandom random) => Cube(random, 4);

    /// <summary>The same with a line, where at the distance of 40 rows half are the line's.</summary>
    static double[] Crossing(SeededRandom random) =>
        [.. Cube(random, 6), .. Enumerable.Range(0, 57).Select(_ => Square(random))];

    static double[] Cube(SeededRandom random, int dimensions) => [.. Enumerable.Range(0, Rows).Select(_ =>
    {
        var sum = 0.0;
        for (var i = 0; i < dimensions; i++)
        {
            sum += Square(random);
        }

        return sum;
    })];

    static double Square(SeededRandom random) => Math.Pow(random.NextDouble() - 0.5, 2);
}
