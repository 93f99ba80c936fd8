using RankElastor.Experiments.Claims;
using RankElastor.Numerics.Randomness;
using static TorchSharp.torch;

namespace RankElastor.Experiments.Theorems;

/// <summary>P02–P09: block transpose and theorem 2.1.</summary>
static class BlockTransposeClaims
{
    const string Shapes = "tokens (T, k, rank) of (8, 1, 2), (8, 2, 2), (16, 4, 2), (16, 1, 4), (8, 4, 8)";

    static readonly (int T, int K, int Rank)[] _shapes = [(8, 1, 2), (8, 2, 2), (16, 4, 2), (16, 1, 4), (8, 4, 8)];

    /// <summary>The claims.</summary>
    public static IEnumerable<PaperClaim> All { get; } =
    [
        new()
        {
            Id = "P02",
            Quote = "This operation is equivalent to",
            Place = "RankElastor paper, section 3.1, equation 2",
            Reading = "Block transpose is the permutation K kron I_k of the entries.",
            Procedure = "Normal " + Shapes + "; both ways.",
            Value = "largest error, relative",
            Rule = ClaimRule.Exact,
            Expected = (0, 0),
            Measure = random => _shapes.Max(shape => Permuted(random, shape, TokenMap.Commutation(shape.T, shape.T))),
            Control = "the permutation is the identity",
            MeasureControl = random =>
                _shapes.Max(shape => Permuted(random, shape, eye(shape.T * shape.T, dtype: ScalarType.Float64))),
        },
        new()
        {
            Id = "P03",
            Quote = "Each term contributes at most independent directions in , so the column space of is contained "
                + "in a "
                + "subspace of dimension at most .",
            Place = "RankElastor paper, theorem 2.1 (a), appendix A.1",
            Reading = "The block transpose of rank-r tokens has rank at most min(T, k r).",
            Procedure = "60 draws a seed of normal " + Shapes + ".",
            Value = "draws beyond the bound",
            Rule = ClaimRule.Never,
            Expected = (0, 0),
            Measure = random => Ranks(random, (rank, bound) => rank > bound),
            Control = "at most min(T, k r) - 1",
            MeasureControl = random => Ranks(random, (rank, bound) => rank > bound - 1),
            Comment = "The bound is reached in every draw.",
        },
        new()
        {
            Id = "P04",
            Quote = "The block-transpose mixing produces a representation whose effective rank admits the lower bound "
                + "showing that mixing introduces a rank-expansion effect.",
            Place = "RankElastor paper, theorem 2.1 (b)",
            Reading = "With <X, P(X)> = 0 the stable rank of X + P(X) is at least 2 / (1 + rho)^2 times that of X.",
            Procedure = "300 draws a seed of normal " + Shapes + "; those with a cosine of X and P(X) below .05, and "
                + "6 % "
                + "slack for it.",
            Value = "draws below the bound",
            Rule = ClaimRule.Never,
            Expected = (0, 0),
            Measure = random => Below(random, 1),
            Control = "at least 4 / (1 + rho)^2 times",
            MeasureControl = random => Below(random, 2),
        },
        new()
        {
            Id = "P05",
            Quote = "However, the theorem also reveals an intrinsic limitation: the achievable improvement is "
                + "bounded by",
            Place = "RankElastor paper, theorem 2.1 (b)",
            Scope = "the theorem assumes orthogonality and incoherence together; here orthogonality alone",
            TriedOn = "orthogonality alone",
            Reading = "With <X, P(X)> = 0 alone, the stable rank of X + P(X) is at most 2 / max(1, rho^2) times that "
                + "of X.",
            Procedure = "4,000 draws a seed of 3 × 3 matrices, k = 1, whose symmetric and antisymmetric parts have "
                + "equal "
                + "norms, so that <X, X^T> = 0 exactly and rho = 1.",
            Value = "largest ratio of stable ranks",
            Rule = ClaimRule.AtMost(2),
            Measure = random => Orthogonal(random, 4000).Max(Ratio),
            Control = "at most 1.5 times (the values are scaled by 2 / 1.5)",
            MeasureControl = random => Orthogonal(random, 4000).Max(Ratio) * 2 / 1.5,
            Comment = "The step needs incoherence of the leading directions, which orthogonality does not give.",
            Example = CounterExample,
        },
        new()
        {
            Id = "P06",
            Quote = "Theorem 2.1 explains why token mixing can increase effective rank.",
            Place = "RankElastor paper, section 2.2",
            Reading = "The lower bound proves an expansion at the released Criteo shape (26 tokens of 26, k = 1): "
                + "2 / (1 + rho)^2 > 1, so rho < .4142.",
            Procedure = "rho = |P(X)|_2 / |X|_2 of normal 26 × 26 tokens.",
            Value = "rho",
            Rule = ClaimRule.AtMost(Math.Sqrt(2) - 1),
            Expected = (1, 1e-9),
            Measure = random => Draws.Normal(random, 26, 26) is var x
                ? Largest(TokenMap.BlockTranspose(x, 1)) / Largest(x) : 0,
            Control = "rho of a normal matrix and twice its block transpose",
            MeasureControl = random => Draws.Normal(random, 26, 26) is var x
                ? 2 * Largest(TokenMap.BlockTranspose(x, 1)) / Largest(x) : 0,
            Comment = "With k = 1 the block transpose is the transpose, so rho is 1 whatever the tokens are, and the "
                + "bound guarantees half of the stable rank only.",
        },
        new()
        {
            Id = "P07",
            Quote = "token mixing provides bounded rank expansion",
            Place = "RankElastor paper, section 2.2, summary",
            Scope = "the theorem assumes orthogonality and incoherence together",
            TriedOn = "orthogonality alone",
            Reading = "Under exact orthogonality mixing does not lower the stable rank.",
            Procedure = "As P05.",
            Value = "smallest ratio of stable ranks",
            Rule = ClaimRule.AtLeast(1),
            Measure = random => Orthogonal(random, 4000).Min(Ratio),
            Control = "an antisymmetric X, where X + P(X) = 0",
            MeasureControl = random => Draws.Normal(random, 3, 3) is var x
                ? Draws.Energy(x - x.t() + (x - x.t()).t()) : 1,
        },
        new()
        {
            Id = "P08",
            Quote = "We assume the initialization produces approximate Frobenius orthogonality, , and incoherent "
                + "dominant "
                + "singular directions,",
            Place = "RankElastor paper, appendix A.2",
            Scope = "the theorem assumes orthogonality, which a mean destroys",
            TriedOn = "entries with a mean",
            Reading = "Mixing raises the stable rank of tokens whose entries have a mean, too.",
            Procedure = "Entries normal with mean 1 and deviation 1, 16 tokens of 64 (k = 4), 40 draws a seed.",
            Value = "mean ratio of stable ranks, X + P(X) to X",
            Rule = ClaimRule.MeanAbove(1),
            Expected = (0.794, 0.02),
            Measure = random => WithMean(random, x => Draws.Stable(x + TokenMap.BlockTranspose(x, 4))),
            Control = "each token replaced by the mean token",
            MeasureControl = random => WithMean(random, x => Draws.Stable(x.mean([0], true).expand_as(x).contiguous())),
        },
        new()
        {
            Id = "P09",
            Quote = "The transformed representation is then combined with the original token matrix through a residual "
                + "connection, followed by output layer normalization, producing enhanced token representations with "
                + "cross-token information mixing.",
            Place = "RankElastor paper, section 2.1; theorem 2.1 leaves the normalization out",
            Scope = "the paper says nothing of which step lifts",
            TriedOn = "entries with a mean",
            Reading = "Of transposition and layer norm, transposition lifts the stable rank more.",
            Procedure = "Entries normal with mean 1 and deviation 1, 26 tokens of 26, 40 draws a seed: stable rank of "
                + "X + P(X) less that of LN(X).",
            Value = "mean difference",
            Rule = ClaimRule.MeanAbove(0),
            Expected = (-6.05, 0.25),
            Measure = random => Enumerable.Range(0, 40).Average(_ => Draws.Normal(random, 26, 26, 1) is var x
                ? Draws.Stable(x + x.t()) - Draws.Stable(Draws.LayerNorm(x)) : 0),
            Control = "no step at all lifts more than layer norm",
            MeasureControl = random => Enumerable.Range(0, 40).Average(_ => Draws.Normal(random, 26, 26, 1) is var x
                ? Draws.Stable(x) - Draws.Stable(Draws.LayerNorm(x)) : 0),
        },
    ];

    static double Permuted(SeededRandom random, (int T, int K, int Rank) shape, Tensor permutation)
    {
        var x = Draws.Normal(random, shape.T, shape.T * shape.K);
        var blocks = kron(permutation, eye(shape.K, dtype: ScalarType.Float64));
        return Draws.Error(TokenMap.BlockTranspose(x, shape.K).reshape(-1), blocks.mv(x.reshape(-1)));
    }

    static double Ranks(SeededRandom random, Func<int, int, bool> isViolated) => Enumerable.Range(0, 60).Count(draw =>
    {
        var (count, k, rank) = _shapes[draw % _shapes.Length];
        var x = Draws.OfRank(random, count, count * k, rank);
        return isViolated(Draws.Rank(TokenMap.BlockTranspose(x, k)), Math.Min(count, k * rank));
    });

    static double Below(SeededRandom random, double factor) => Enumerable.Range(0, 300).Count(draw =>
    {
        var (count, k, rank) = _shapes[draw % _shapes.Length];
        var x = Draws.OfRank(random, count, count * k, rank);
        var image = TokenMap.BlockTranspose(x, k);
        var rho = Largest(image) / Largest(x);
        return Math.Abs(Draws.Cosine(x, image)) < 0.05 && Draws.Stable(x + image)
            < factor * 2 / ((1 + rho) * (1 + rho)) * Draws.Stable(x) * 0.94;
    });

    static IEnumerable<Tensor> Orthogonal(SeededRandom random, int draws) => Enumerable.Range(0, draws).Select(_ =>
    {
        var x = Draws.Normal(random, 3, 3);
        var (even, odd) = ((x + x.t()) / 2, (x - x.t()) / 2);
        return even / Math.Sqrt(Draws.Energy(even)) + odd / Math.Sqrt(Draws.Energy(odd));
    });

    static double Ratio(Tensor x) => Draws.Stable(x + x.t()) / Draws.Stable(x);

    static double WithMean(SeededRandom random, Func<Tensor, double> mixed) => Enumerable.Range(0, 40).Average(_ =>
        Draws.Normal(random, 16, 64, 1) is var x ? mixed(x) / Draws.Stable(x) : 0);

    static double Largest(Tensor matrix) => Draws.SingularValues(matrix)[0];

    static string CounterExample()
    {
        double[] entries = [-1.146, .992, .58, -1.358, .723, .488, -.736, 1.142, -.773];
        var x = tensor(entries, [3, 3]);
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"""
            X = -1.146   .992   .580    <X, X^T> = {(x * x.t()).sum().item<double>():0.000} of {Draws.Energy(x):0.000}
                -1.358   .723   .488    stable rank of X       {Draws.Stable(x):0.000}
                 -.736  1.142  -.773    stable rank of X + X^T {Draws.Stable(x + x.t()):0.000}: {Ratio(x):0.000} times
            """);
    }
}
