using RankElastor.Experiments.Claims;
using RankElastor.Numerics.Randomness;
using static TorchSharp.torch;

namespace RankElastor.Experiments.Theorems;

/// <summary>P24–P30: gated networks and theorem 3.2.</summary>
static class GatedClaims
{
    const string Paper = "RankElastor paper, theorem 3.2";

    static readonly int[] _ranks = [1, 2, 3, 5, 8, 10];

    /// <summary>The claims.</summary>
    public static IEnumerable<PaperClaim> All { get; } =
    [
        new()
        {
            Id = "P24",
            Quote = "(Algebraic lifting) The multiplicative term induces degree-2 interactions, and",
            Place = Paper + " (a)",
            Reading = "X + ((X W1) o (X W2)) W3 of rank-r tokens has rank min(T, D, r + r (r + 1) / 2).",
            Procedure = "T = D = 64, 256 units, r = 1, 2, 3, 5, 8, 10, and (T, D, r) = (24, 64, 8) and (64, 16, 3).",
            Value = "shapes with another rank",
            Rule = ClaimRule.Never,
            Expected = (0, 0),
            Measure = random => Lifted(random, rank => rank + rank * (rank + 1) / 2),
            Control = "the rank is min(T, D, r + r^2)",
            MeasureControl = random => Lifted(random, rank => rank + rank * rank),
        },
        new()
        {
            Id = "P25",
            Quote = "",
            Place = "the width behind theorem 3.2, which asks for a multiple of r squared and a logarithm",
            Reading = "Exactly r (r + 1) / 2 units are needed, and enough.",
            Procedure = "T = D = 64, r = 2, 3, 5, 7: the least number of units whose products have that rank.",
            Value = "ranks r that need another number",
            Rule = ClaimRule.Never,
            Expected = (0, 0),
            Measure = random => Widths(random, 0),
            Control = "one unit less is enough",
            MeasureControl = random => Widths(random, 1),
        },
        new()
        {
            Id = "P26",
            Quote = "We next show that the GLU-improved P-FFN provides stronger effective rank recovery capability "
                + "than the "
                + "GELU-based FFN used in RankMixer .",
            Place = "RankElastor paper, section 3.2",
            Scope = "the paper speaks of tokens in general",
            TriedOn = "tokens of rank 1",
            Reading = "From tokens of rank 1 the gated network makes more than the rank 2 of theorem 2.2.",
            Procedure = "T = D = 64, 256 units, a gate without activation, for which theorem 3.2's count is exact.",
            Value = "rank",
            Rule = ClaimRule.AtLeast(3),
            Expected = (2, 0),
            Measure = random => Draws.Rank(TokenMap.Gated(random, Unit(random, 64, 64, 1), 256, TokenMap.Same)),
            Control = "the tokens themselves have more than rank 2",
            MeasureControl = random => Draws.Rank(Unit(random, 64, 64, 1)),
            Comment = "At rank 1 the count r + r (r + 1) / 2 is 2.",
        },
        new()
        {
            Id = "P27",
            Quote = "This result shows that GLU-improved P-FFNs can statistically maintain spectrum robustness through "
                + "multiplicative feature interaction, whereas conventional activation-based FFNs may still exhibit "
                + "nontrivial failure cases that lead to collapse in effective rank.",
            Place = "RankElastor paper, section 3.2",
            Reading = "A gated network with GELU lifts the rank of rank-5 tokens more than plain ones with ReLU or "
                + "GELU.",
            Procedure = "T = D = 64, rows of one length, 256 units, one network for all rows, residual; singular "
                + "values "
                + "above 1e-2 of the largest, 20 draws a seed; the gated one less the better plain one.",
            Value = "mean difference",
            Rule = ClaimRule.MeanAbove(0),
            Expected = (9, 4),
            Measure = random => Enumerable.Range(0, 20).Average(_ => Lead(random)),
            Control = "the plain one with GELU lifts more than the gated one",
            MeasureControl = random => -Enumerable.Range(0, 20).Average(_ => Lead(random)),
        },
        new()
        {
            Id = "P28",
            Quote = "(Effective rank increase) The output satisfies for some depending only on and initialization "
                + "constants.",
            Place = Paper + " (b)",
            Scope = "the appendix assumes rows of one length",
            TriedOn = "rows of two lengths",
            Reading = "The stable rank rises, whatever the lengths of the rows.",
            Procedure = "8 orthogonal rows of 64 entries, one 3 times as long; a gate without activation, 256 units, "
                + "40 "
                + "draws a seed.",
            Value = "share of draws in which it rises",
            Rule = ClaimRule.MeanAbove(0.5),
            Expected = (0, 0.01),
            Measure = random => Draws.Share(40, _ => Rises(random, Orthogonal(random, 3), TokenMap.Same)),
            Control = "mixing in the mean row lifts it",
            MeasureControl = random => Draws.Share(40, _ => Orthogonal(random, 3) is var x
                && Draws.Stable(x + x.sum([0], true)) > Draws.Stable(x)),
            Comment = "Row lengths are squared by the gate: a long row takes all.",
        },
        new()
        {
            Id = "P29",
            Quote = "Throughout we use the notation for Hadamard product, and assume per-row energy .",
            Place = "RankElastor paper, appendix D",
            Reading = "The stable rank of rank-2 tokens rises where all rows have one length.",
            Procedure = "64 rows of 64 entries in 2 directions, one length; a gate without activation, 256 units, 40 "
                + "draws.",
            Value = "share of draws in which it rises",
            Rule = ClaimRule.AtLeast(1),
            Expected = (1, 0),
            Measure = random => Draws.Share(40, _ => Rises(random, Unit(random, 64, 64, 2), TokenMap.Same)),
            Control = "with rows of lengths 1 and 3 (P28) it rises in all draws",
            MeasureControl = random => Draws.Share(40, _ => Rises(random, Orthogonal(random, 3), TokenMap.Same)),
            Comment = "So the norm before the gated network, which the released code has, does the work.",
        },
        new()
        {
            Id = "P30",
            Quote = "",
            Place = "Gram matrix of products of normal features: the square of each entry",
            Reading = "Gating squares correlations: tokens of correlation rho get the stable rank T / (1 + (T - 1) "
                + "rho^2).",
            Procedure = "T = 24, 64 entries, rho = .2, .5, .8, 16,384 units, a gate without activation.",
            Value = "largest relative deviation",
            Rule = ClaimRule.AtMost(0.05),
            Expected = (0.02, 0.03),
            Measure = random => Correlations(random, rho => rho * rho),
            Control = "it is T / (1 + (T - 1) rho)",
            MeasureControl = random => Correlations(random, rho => rho),
        },
    ];

    static double Lifted(SeededRandom random, Func<int, int> count)
    {
        IEnumerable<(int T, int D, int Rank)> shapes =
            [.. _ranks.Select(rank => (64, 64, rank)), (24, 64, 8), (64, 16, 3)];
        return shapes.Count(shape =>
        {
            var y = TokenMap.Gated(random, Unit(random, shape.T, shape.D, shape.Rank), 256, TokenMap.Same);
            return Draws.Rank(y) != Math.Min(Math.Min(shape.T, shape.D), count(shape.Rank));
        });
    }

    static double Widths(SeededRandom random, int less) => ((int[])[2, 3, 5, 7]).Count(rank =>
    {
        var (x, full) = (Unit(random, 64, 64, rank), rank * (rank + 1) / 2);
        bool Enough(int units) =>
            Draws.Rank(TokenMap.Gated(random, x, units, TokenMap.Same, residual: false)) == full;
        return !Enough(full - less) || Enough(full - 1 - less);
    });

    /// <summary>Normal rows in some directions, all of the length √D.</summary>
    static Tensor Unit(SeededRandom random, int rows, int columns, int rank) =>
        Draws.WithRows(Draws.OfRank(random, rows, columns, rank), Math.Sqrt(columns));

    static Tensor Orthogonal(SeededRandom random, double longest)
    {
        var x = Draws.Orthonormal(random, 8, 64) * 8;
        double[] lengths = [longest, 1, 1, 1, 1, 1, 1, 1];
        return x * tensor(lengths, [8, 1]);
    }

    static bool Rises(SeededRandom random, Tensor tokens, Func<Tensor, Tensor> phi) =>
        Draws.Stable(TokenMap.Gated(random, tokens, 256, phi)) > Draws.Stable(tokens);

    static double Lead(SeededRandom random)
    {
        var x = Unit(random, 64, 64, 5);
        double Plain(Func<Tensor, Tensor> phi) => Draws.Rank(x + TokenMap.Shared(random, x, 256, phi), 1e-2);
        return Draws.Rank(TokenMap.Gated(random, x, 256, TokenMap.Gelu), 1e-2)
            - Math.Max(Plain(TokenMap.Relu), Plain(TokenMap.Gelu));
    }

    static double Correlations(SeededRandom random, Func<double, double> of) => ((double[])[0.2, 0.5, 0.8]).Max(rho =>
    {
        var gram = eye(24, dtype: ScalarType.Float64) * (1 - rho) + rho;
        var x = linalg.cholesky(gram).mm(Draws.Orthonormal(random, 24, 64));
        var features = x.mm(Draws.Normal(random, 64, 16384)) * x.mm(Draws.Normal(random, 64, 16384));
        var values = Draws.SingularValues(features.mm(features.t()));
        return Math.Abs(values.Sum() / values[0] / (24 / (1 + 23 * of(rho))) - 1);
    });
}
