using RankElastor.Experiments.Claims;
using RankElastor.Experiments.Pages;
using RankElastor.Numerics.Randomness;
using RankElastor.Numerics.Statistics;
using static TorchSharp.torch;

namespace RankElastor.Experiments.Theorems;

/// <summary>P01, P10–P17: networks of tokens and theorem 2.2.</summary>
static class FeedForwardClaims
{
    const int Tokens = 26, Hidden = 200, Repeats = 60;

    const string Contract = "When the input representation is already low-rank, the FFN module can further contract "
        + "effective rank, either deterministically in the rank-1 case or probabilistically generic rank-.";

    const string Shared = "ReLU network of 200 units, the same for all rows, random weights";

    /// <summary>The claims.</summary>
    public static IEnumerable<PaperClaim> All { get; } =
    [
        new()
        {
            Id = "P01",
            Quote = "Among several formulations, we adopt a widely used norm-based definition (Vershynin, 2011; "
                + "Balduzzi "
                + "et al., 2017; Bartlett et al., 2020), also known as the stable rank (Cohen et al., 2016):",
            Place = "RankElastor paper, equation 1; the code behind its figures has the entropy of singular values",
            Reading = "The stable rank of the text and the entropy rank of the figures tell the same story.",
            Procedure = "26 × 26 tokens of rank 2, 4, 8, 26 through a " + Shared + ", or one per token; 60 draws of "
                + "each a seed. A module is told two ways where both mean changes have 95 % intervals beyond 0, on "
                + "different sides.",
            Value = "modules of 8 that are told two ways",
            Rule = ClaimRule.Never,
            Measure = random => Modules(random, Draws.Stable, Draws.EntropySv),
            Control = "stable rank and its negative tell the same story",
            MeasureControl = random => Modules(random, Draws.Stable, tokens => -Draws.Stable(tokens)),
            Comment = "Every number of this laboratory carries its variant.",
        },
        new()
        {
            Id = "P10",
            Quote = "positive homogeneity prevents a per-row FFN from creating more than two linearly independent "
                + "output "
                + "directions from a rank-one input.",
            Place = "RankElastor paper, theorem 2.2 and appendix B.1",
            Reading = "One network for all rows, without bias: a rank-1 input gives rank 2, and 1 where all rows "
                + "have one "
                + "sign.",
            Procedure = "16 tokens of 16, 256 units, ReLU and leaky ReLU, 10 draws of both kinds a seed.",
            Value = "draws with another rank",
            Rule = ClaimRule.Never,
            Expected = (0, 0),
            Measure = random => Barrier(random, 2, 1),
            Control = "it gives rank 1 in both cases",
            MeasureControl = random => Barrier(random, 1, 1),
        },
        new()
        {
            Id = "P11",
            Quote = "Theorem 2.2 characterizes the complementary effect of P-FFNs.",
            Place = "RankElastor paper, section 2.2",
            Reading = "The barrier of rank 2 holds for per-token networks, the paper's P-FFN.",
            Procedure = "16 tokens of 16 of rank 1, a ReLU network of 256 units for each token.",
            Value = "rank",
            Rule = ClaimRule.AtMost(2),
            Expected = (16, 0),
            Measure = random => Draws.Rank(
                TokenMap.PerToken(random, Draws.OfRank(random, 16, 16, 1), 256, TokenMap.Relu)),
            Control = "normal tokens of full rank have rank 2 at most",
            MeasureControl = random => Draws.Rank(Draws.Normal(random, 16, 16)),
            Comment = "The theorem assumes one network for all rows; P-FFNs have one each.",
        },
        new()
        {
            Id = "P12",
            Quote = "Consider the per-row feedforward network where and have i.i.d. sub-Gaussian entries with "
                + "variance , "
                + "and is positively homogeneous.",
            Place = "RankElastor paper, theorem 2.2, which has no bias",
            Scope = "the theorem has no bias, the released code has one",
            TriedOn = "networks with a bias",
            Reading = "The barrier survives a bias.",
            Procedure = "As P10, with a normal bias behind the first product.",
            Value = "rank",
            Rule = ClaimRule.AtMost(2),
            Expected = (15.5, 0.5),
            Measure = random => Draws.Rank(
                TokenMap.Shared(random, Draws.OfRank(random, 16, 16, 1), 256, TokenMap.Relu, bias: true)),
            Control = "normal tokens of full rank have rank 2 at most",
            MeasureControl = random => Draws.Rank(Draws.Normal(random, 16, 16)),
        },
        Contracting(
            "P13", "Entropy rank on singular values: a random network lowers that of low-rank tokens (rank 2, 4, 8).",
            "share of draws in which it falls", (0, 0.01),
            random => ((int[])[2, 4, 8]).Average(rank => Falls(random, rank, TokenMap.Shared, Draws.EntropySv))),
        Contracting(
            "P13b", "Stable rank: a random network lowers that of tokens of rank 8.",
            "share of draws in which it falls", (0.93, 0.08),
            random => Falls(random, 8, TokenMap.Shared, Draws.Stable)),
        Contracting(
            "P13c", "Stable rank: a random network lowers that of tokens of rank 2.",
            "share of draws in which it falls", (0.13, 0.1),
            random => Falls(random, 2, TokenMap.Shared, Draws.Stable)),
        Contracting(
            "P14", "A random network for each token lowers the stable rank of low-rank tokens (rank 2, 4, 8).",
            "share of draws in which it falls", (0, 0.01),
            random => ((int[])[2, 4, 8]).Average(rank => Falls(random, rank, PerToken, Draws.Stable))) with
        {
            Comment = "So the contraction that the paper sees in trained networks is not one that random P-FFNs have.",
        },
        new()
        {
            Id = "P15",
            Quote = "This captures the empirical situation where the activation attenuates low-variance (tail) "
                + "directions "
                + "more than principal directions.",
            Place = "RankElastor paper, appendix B, response gap",
            Reading = "For a positively homogeneous activation and isotropic weights some directions answer more than "
                + "others.",
            Procedure = "E phi(<w, v>)^2 of ReLU over 400,000 normal w, for 32 directions v of 16 entries.",
            Value = "largest answer over smallest",
            Rule = ClaimRule.AtLeast(1.05),
            Measure = random => Responses(random, TokenMap.Relu),
            Control = "the identity answers some directions more than others",
            MeasureControl = random => Responses(random, TokenMap.Same),
            Comment = "The answer is 1/2 in every direction, by symmetry: part (b) of theorem 2.2 assumes what "
                + "cannot be.",
        },
        new()
        {
            Id = "P16",
            Quote = "",
            Place = "mean entry E phi, second moment E phi^2 of a normal pre-activation",
            Reading = "The stable rank of wide ReLU features is at most pi.",
            Procedure = "256 rows of 64 of equal length, 1,024 units.",
            Value = "stable rank",
            Rule = ClaimRule.AtMost(Math.PI * 1.05),
            Expected = (3.095, 0.06),
            Measure = random => Features(random, 256, TokenMap.Relu),
            Control = "that of GELU features is",
            MeasureControl = random => Features(random, 256, TokenMap.Gelu),
            Comment = "An alarm on the uncentred stable rank behind a ReLU sees the mean, not collapse.",
        },
        new()
        {
            Id = "P17",
            Quote = "",
            Place = "as P16",
            Reading = "The stable rank of wide features is about 5.343 with GELU and 8.333 with SiLU.",
            Procedure = "1,024 rows of 256 of equal length, 2,048 units.",
            Value = "largest relative deviation of both",
            Rule = ClaimRule.AtMost(0.05),
            Measure = random => Math.Max(
                Math.Abs(Features(random, 1024, TokenMap.Gelu) / 5.343 - 1),
                Math.Abs(Features(random, 1024, TokenMap.Silu) / 8.333 - 1)),
            Control = "both are pi",
            MeasureControl = random => Math.Abs(Features(random, 1024, TokenMap.Gelu) / Math.PI - 1),
        },
    ];

    /// <summary>How often random networks lower a rank, by the rank of what enters.</summary>
    public static string Figure(IEnumerable<int> seeds)
    {
        int[] ranks = [1, 2, 4, 8, 16, 26];
        PanelLine Line(string name, Func<SeededRandom, int, double> share) => new(
            name,
            [
                .. ranks.Select(rank => (double[])
                    [.. seeds.Select(seed => share(new SeededRandom((ulong)seed).Fork(rank), rank))]),
            ]);
        return PanelsFigure.Draw(
            "How often random networks lower a rank", "rank of 26 tokens before it; bars: all seeds",
            [.. ranks.Select(rank => $"{rank}")],
            [
                Of("stable rank", Draws.Stable), Of("entropy rank (singular values)", Draws.EntropySv),
            ]);

        Panel Of(string variant, Func<Tensor, double> measure) => new(
            $"share of draws that lower the {variant}",
            [
                Line("one for all tokens", (stream, rank) => Falls(stream, rank, TokenMap.Shared, measure)),
                Line("one for each token", (stream, rank) => Falls(stream, rank, PerToken, measure)),
            ]);
    }

    static PaperClaim Contracting(
        string id, string reading, string value, (double, double) expected, Func<ClaimSeed, double> measure) => new()
        {
            Id = id,
            Quote = Contract,
            Place = "RankElastor paper, section 2.2, on theorem 2.2 (b)",
            Reading = reading,
            Procedure = $"26 × 26 tokens, ReLU, 200 units, random weights, {Repeats} draws of each rank a seed.",
            Value = value,
            Rule = ClaimRule.MeanAbove(0.5),
            Expected = expected,
            Measure = measure,
            Control = "the identity lowers it",
            MeasureControl = random => Falls(random, 8, static (_, tokens, _, _) => tokens.clone(), Draws.Stable),
        };

    static double Falls(
        SeededRandom random, int rank, Func<SeededRandom, Tensor, int, Func<Tensor, Tensor>, Tensor> module,
        Func<Tensor, double> measure) => Draws.Share(Repeats, _ =>
    {
        var x = Draws.OfRank(random, Tokens, Tokens, rank);
        return measure(module(random, x, Hidden, TokenMap.Relu)) < measure(x);
    });

    static double Falls(
        SeededRandom random, int rank, Func<SeededRandom, Tensor, int, Func<Tensor, Tensor>, bool, Tensor> module,
        Func<Tensor, double> measure) =>
        Falls(random, rank, (stream, tokens, hidden, phi) => module(stream, tokens, hidden, phi, false), measure);

    static Tensor PerToken(SeededRandom random, Tensor tokens, int hidden, Func<Tensor, Tensor> phi) =>
        TokenMap.PerToken(random, tokens, hidden, phi);

    static double Modules(SeededRandom random, Func<Tensor, double> one, Func<Tensor, double> other)
    {
        var count = 0;
        foreach (var rank in (int[])[2, 4, 8, 26])
        {
            foreach (var own in (bool[])[false, true])
            {
                List<double> first = [], second = [];
                for (var draw = 0; draw < Repeats; draw++)
                {
                    var x = Draws.OfRank(random, Tokens, Tokens, rank);
                    var y = own ? PerToken(random, x, Hidden, TokenMap.Relu)
                        : TokenMap.Shared(random, x, Hidden, TokenMap.Relu);
                    first.Add(one(y) - one(x));
                    second.Add(other(y) - other(x));
                }

                count += Interval.OfMean(first).Direction * Interval.OfMean(second).Direction < 0 ? 1 : 0;
            }
        }

        return count;
    }

    static double Barrier(SeededRandom random, int mixed, int oneSign) => Enumerable.Range(0, 40).Count(draw =>
    {
        var phi = draw % 2 == 0 ? (Func<Tensor, Tensor>)TokenMap.Relu : TokenMap.Leaky;
        var scale = Draws.Normal(random, 16, 1);
        var positive = draw % 4 < 2;
        var x = (positive ? scale.abs() : scale).mm(Draws.Normal(random, 1, 16));
        return Draws.Rank(TokenMap.Shared(random, x, 256, phi)) != (positive ? oneSign : mixed);
    });

    static double Responses(SeededRandom random, Func<Tensor, Tensor> phi)
    {
        var directions = Draws.WithRows(Draws.Normal(random, 32, 16), 1);
        var answers = zeros(32, dtype: ScalarType.Float64);
        for (var part = 0; part < 20; part++)
        {
            answers += phi(directions.mm(Draws.Normal(random, 16, 20_000))).pow(2).sum(1);
        }

        return (answers.max() / answers.min()).item<double>();
    }

    static double Features(SeededRandom random, int rows, Func<Tensor, Tensor> phi)
    {
        var width = rows / 4;
        var x = Draws.WithRows(Draws.Normal(random, rows, width), Math.Sqrt(width));
        var hidden = phi(x.mm(Draws.Normal(random, width, rows == 256 ? 1024 : 2 * rows, 0, 1 / Math.Sqrt(width))));
        return Draws.Stable(hidden);
    }
}
