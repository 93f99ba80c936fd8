using System.Globalization;
using RankElastor.Experiments.Claims;
using RankElastor.Numerics.Randomness;
using static TorchSharp.torch;

namespace RankElastor.Experiments.Theorems;

/// <summary>P18–P23: full mixing and theorems 3.1 and C.1.</summary>
static class FullMixingClaims
{
    const string Reachable = "what (W kron I_B) x can be, over all W, for tokens x of T × D";

    static readonly (int T, int D, int Block, int Rank)[] _shapes =
        [(4, 4, 2, 4), (8, 8, 4, 1), (8, 8, 8, 1), (8, 16, 8, 2), (8, 8, 2, 1)];

    /// <summary>The claims.</summary>
    public static IEnumerable<PaperClaim> All { get; } =
    [
        new()
        {
            Id = "P18",
            Quote = "Since , for any target vector we can choose (e.g. via the outer-product construction ) so that .",
            Place = "RankElastor paper, theorem C.1 (i)",
            Reading = "With blocks of one entry every target is reached from tokens that are not 0.",
            Procedure = $"Dimension of {Reachable}, B = 1, shapes 4 × 4 and 3 × 6, rank 1 and full.",
            Value = "shapes whose dimension is not T D",
            Rule = ClaimRule.Never,
            Expected = (0, 0),
            Measure = random => ((int T, int D, int Rank)[])[(4, 4, 1), (4, 4, 4), (3, 6, 1), (3, 6, 3)] is var shapes
                ? shapes.Count(shape => TokenMap.Reach(
                    Draws.OfRank(random, shape.T, shape.D, shape.Rank), 1) != shape.T * shape.D) : 0,
            Control = "every target is reached from tokens that are 0",
            MeasureControl = _ => TokenMap.Residual(
                ones(4, 4, dtype: ScalarType.Float64), eye(4, dtype: ScalarType.Float64), 4),
        },
        new()
        {
            Id = "P19",
            Quote = "(Strict deficiency at ) For every , .",
            Place = "RankElastor paper, theorem C.1 (ii)",
            Reading = "With blocks of more than one entry some targets are out of reach, whatever the tokens are.",
            Procedure = "Normal 4 × 4 tokens and target, B = 2: what the best W leaves of the target, relative.",
            Value = "energy left",
            Rule = ClaimRule.AtLeast(1e-10),
            Expected = (0, 1e-20),
            Measure = random => TokenMap.Residual(Draws.Normal(random, 4, 4), Draws.Normal(random, 4, 4), 2),
            Control = "with blocks of one entry some targets are out of reach",
            MeasureControl = random => TokenMap.Residual(Draws.Normal(random, 4, 4), Draws.Normal(random, 4, 4), 1),
            Comment = "The proof needs blocks that do not span R^B; normal ones do as soon as there are B of them. At "
                + "26 × 26 and B = 13 all 676 dimensions are reached.",
            Example = Reached,
        },
        new()
        {
            Id = "P20",
            Quote = "",
            Place = "what theorem C.1 should say",
            Reading = "The dimension of what is reached is N times the rank of the tokens written as N blocks of B.",
            Procedure = $"Rank of {Reachable}, from all unit matrices W, five shapes of low and full rank.",
            Value = "shapes where it is another",
            Rule = ClaimRule.Never,
            Expected = (0, 0),
            Measure = random => Reach(random, 0),
            Control = "it is N times the rank less 1",
            MeasureControl = random => Reach(random, 1),
        },
        new()
        {
            Id = "P21",
            Quote = "Thus every reachable perturbation is blockwise constrained to the subspace ;",
            Place = "RankElastor paper, theorem C.1 (iii)",
            Reading = "Where blocks span r of B directions, the best W leaves 1 - r / B of a random target.",
            Procedure = "Tokens 8 × 8 of rank 1, B = 8; 200 normal targets a seed.",
            Value = "mean energy left",
            Rule = ClaimRule.MeanWithin(0.865, 0.885),
            Expected = (0.875, 0.01),
            Measure = random => Draws.OfRank(random, 8, 8, 1) is var x ? Left(random, x) : 0,
            Control = "it does so where the tokens have full rank",
            MeasureControl = random => Draws.Normal(random, 8, 8) is var x ? Left(random, x) : 0,
        },
        new()
        {
            Id = "P22",
            Quote = "In contrast, the fine-grained case , corresponding to our parameterized full mixing, removes the "
                + "Kronecker constraint and enables richer coordinate interactions, improving robustness against "
                + "representational collapse.",
            Place = "RankElastor paper, section 3.1",
            Scope = "the theorem is of one input; a trained layer has one W for all",
            TriedOn = "many samples",
            Reading = "One W with blocks of one entry reaches any targets of many samples at once.",
            Procedure = "32 normal samples of 16 entries with normal targets; least squares.",
            Value = "energy left",
            Rule = ClaimRule.AtMost(1e-10),
            Expected = (0.5, 0.1),
            Measure = random => Fit(random, 32),
            Control = "it does so of 64 samples",
            MeasureControl = random => Fit(random, 64),
            Comment = "One W has as many directions as a sample has entries: beyond that many samples it cannot.",
        },
        new()
        {
            Id = "P23",
            Quote = "Then for any , the set of linear transformations realizable by is strictly contained in that of "
                + "the "
                + "parameterized full mixing case ().",
            Place = "RankElastor paper, theorem 3.1",
            Reading = "The maps W kron I_B have (T D / B)^2 dimensions, fewer for larger B.",
            Procedure = "4 × 4 tokens, B = 1, 2, 4, 8: rank of all W kron I_B as vectors.",
            Value = "B with another dimension",
            Rule = ClaimRule.Never,
            Expected = (0, 0),
            Measure = _ => ((int[])[1, 2, 4, 8]).Count(block => Family(block) != 256 / (block * block)),
            Control = "they have T D / B squared over 2",
            MeasureControl = _ => ((int[])[1, 2, 4, 8]).Count(block => Family(block) != 128 / (block * block)),
            Comment = "True, and of maps: P19 shows that of one input's targets it is not.",
        },
    ];

    static double Reach(SeededRandom random, int less) => _shapes.Count(shape =>
    {
        var x = Draws.OfRank(random, shape.T, shape.D, shape.Rank);
        var blocks = shape.T * shape.D / shape.Block;
        return TokenMap.Reach(x, shape.Block) != blocks * (Draws.Rank(x.reshape(blocks, shape.Block)) - less);
    });

    static double Left(SeededRandom random, Tensor tokens) => Enumerable.Range(0, 200)
        .Average(_ => TokenMap.Residual(tokens, Draws.Normal(random, 8, 8), 8));

    static double Fit(SeededRandom random, int samples)
    {
        var (x, y) = (Draws.Normal(random, samples, 16), Draws.Normal(random, samples, 16));
        var (u, _, _) = linalg.svd(x, fullMatrices: false);
        return Draws.Energy(y - u.mm(u.t()).mm(y)) / Draws.Energy(y);
    }

    static int Family(int block)
    {
        var blocks = 16 / block;
        var unit = eye(block, dtype: ScalarType.Float64);
        List<Tensor> all = [];
        for (var entry = 0; entry < blocks * blocks; entry++)
        {
            var w = zeros(blocks * blocks, dtype: ScalarType.Float64);
            w[entry] = 1.0;
            all.Add(kron(w.view(blocks, blocks), unit).reshape(1, -1));
        }

        return Draws.Rank(cat(all));
    }

    static string Reached()
    {
        using var tensors = NewDisposeScope();
        double[,] x = { { 1, 0, 0, 1 }, { 1, 1, 0, 2 }, { 2, 1, 1, 0 }, { 0, 3, 1, 1 } };
        var text = string.Join('\n', Enumerable.Range(0, 4).Select(row => "  " + string.Join(
            ' ', Enumerable.Range(0, 4).Select(column => x[row, column].ToString("0", CultureInfo.InvariantCulture)))));
        var tokens = tensor(x.Cast<double>().ToArray(), [4, 4]);
        return $"X =\n{text}\nas 8 blocks of 2 its rank is {Draws.Rank(tokens.reshape(8, 2))}: "
            + $"{TokenMap.Reach(tokens, 2)} of 16 dimensions are reached.";
    }
}
