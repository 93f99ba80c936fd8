using RankElastor.Experiments.Claims;
using static RankElastor.Experiments.Mixers.MixerMeasures;
using static TorchSharp.torch;

namespace RankElastor.Experiments.Mixers;

/// <summary>M01–M13, M20: MLP-Mixer as a wide and sparse network, the part that needs no training.</summary>
public sealed class MixerExperiment : ClaimGroup
{
    const string Paper = "Mixer paper (arXiv 2306.01470, summary)", Abstract = "We show that mixing layers in the "
        + "Mixer can "
        + "be expressed as extremely wide MLPs with sparse weights, using Kronecker products and permutation matrices.";

    /// <inheritdoc/>
    public override string Name => "mixer";

    /// <inheritdoc/>
    public override string Question => "Is a Mixer a wide and sparse network, and does its width do what is said?";

    /// <inheritdoc/>
    internal override string Introduction => """
        A Mixer multiplies a matrix of tokens by small matrices from the left and from the right. Written as a vector
        that is one very wide layer with few connections. The identities hold to rounding; the experiment that the
        summary proposes to test width cannot, because both of its networks have the same width and not the same number
        of connections (M07). What needs training has [a page of its own](../trained-mixer/trained-mixer.md).
        """;

    /// <inheritdoc/>
    internal override IReadOnlyList<PaperClaim> Claims { get; } =
    [
        new()
        {
            Id = "M01",
            Quote = "The relationship between matrix operations and Kronecker products (vec(WXV) = (V^T ⊗ W)vec(X)) "
                + "holds "
                + "for all mixing layers.",
            Place = Paper + ", mechanism 1",
            Reading = "vec(W X V) = (V^T kron W) vec X.",
            Procedure = "Normal W, X, V with S = 6, C = 9.",
            Value = "largest error, relative",
            Rule = ClaimRule.Exact,
            Expected = (0, 1e-12),
            Measure = random => Product(random, v => v.t()),
            Control = "vec(W X V) = (V kron W) vec X",
            MeasureControl = random => Product(random, v => v),
        },
        new()
        {
            Id = "M02",
            Quote = "\"vec(H) = ϕ((V^T ⊗ IS)ϕ((IC ⊗ W)x))\" and "
                + "\"vec(H) = ϕ(Jc^T(IS ⊗ V^T)ϕ(Jc(IC ⊗ W)x))\"",
            Place = Paper + ", mechanism 1",
            Reading = "V^T kron I_S = Jc^T (I_S kron V^T) Jc.",
            Procedure = "As matrices, S = 6, C = 9.",
            Value = "largest error, relative",
            Rule = ClaimRule.Exact,
            Expected = (0, 1e-12),
            Measure = random => Commuted(random, TokenMap.Commutation(S, C)),
            Control = "Jc is the identity",
            MeasureControl = random => Commuted(random, eye(S * C, dtype: ScalarType.Float64)),
        },
        new()
        {
            Id = "M03",
            Quote = Abstract,
            Place = Paper + ", abstract",
            Reading = "relu(relu(W X) V) is two permuted-Kronecker layers.",
            Procedure = "Both ways, S = 6, C = 9.",
            Value = "largest error, relative",
            Rule = ClaimRule.Exact,
            Expected = (0, 1e-12),
            Measure = random => TwoLayers(random, MixerLayers.Transposition(S, C)),
            Control = "with a random permutation between the layers",
            MeasureControl = random => TwoLayers(random, MixerLayers.Random(random, S * C)),
        },
        new()
        {
            Id = "M04",
            Quote = "What is the effective width of a mixing layer with S=64 and C=128?",
            Place = Paper + ", check question",
            Reading = "It is S C = 8,192, and 1 in C entries of the token-mixing layer is not 0.",
            Procedure = "Counted: rows of I_C kron W, and its non-zero entries at S = 8, C = 16.",
            Value = "|width - 8192| + |share of non-zeros - 1 / C|",
            Rule = ClaimRule.Exact,
            Expected = (0, 0),
            Measure = _ => Math.Abs(64 * 128 - 8192.0) + Math.Abs(NonZeros(8, 16) - 1 / 16.0),
            Control = "1 in S entries is not 0",
            MeasureControl = _ => Math.Abs(NonZeros(8, 16) - 1 / 8.0),
        },
        new()
        {
            Id = "M05",
            Quote = "By maximizing the width of the effective MLP expression of the PK family, we find the appropriate "
                + "sizes of channel mixing and token mixing layers of the Mixers.",
            Place = Paper + ", mechanism 2",
            Reading = "With Omega = gamma (C S^2 + C^2 S) / 2 connections fixed, the width S C is largest at S = C.",
            Procedure = "gamma = 2, Omega = 2 · 64^3; S from 1 to 512, C from Omega.",
            Value = "|S - C| at the widest",
            Rule = ClaimRule.Exact,
            Expected = (0, 1e-9),
            Measure = _ => Widest(2, 2 * 64.0 * 64 * 64) is var (s, c) ? Math.Abs(s - c) : 1,
            Control = "it is largest at S = 2 C",
            MeasureControl = _ => Widest(2, 2 * 64.0 * 64 * 64) is var (s, c) ? Math.Abs(s - 2 * c) : 1,
        },
        new()
        {
            Id = "M06",
            Quote = "Mixers maintain trainability up to their effective width limit (Ω/γ)²/³.",
            Place = Paper + ", open question 1",
            Reading = "The width is at most (Omega / gamma)^(2/3).",
            Procedure = "All S and C from 1 to 128.",
            Value = "sizes beyond it",
            Rule = ClaimRule.Never,
            Expected = (0, 0),
            Measure = _ => Beyond(1),
            Control = "it is at most .9 of that",
            MeasureControl = _ => Beyond(0.9),
        },
        new()
        {
            Id = "M07",
            Quote = "Train S-Mixer with (S,C) = (64,64) and compare to (128,32) while fixing Ω",
            Place = Paper + ", first experiments",
            Scope = "the summary's proposal, not the paper's experiment",
            Reading = "The two have the same number of connections and different widths.",
            Procedure = "Counted.",
            Value = "Omega of the second over the first, less 1; 1 if widths are equal",
            Rule = ClaimRule.Exact,
            Expected = (1, 1e-12),
            Measure = _ => Math.Max(
                Math.Abs(MixerLayers.Connections(1, 128, 32) / MixerLayers.Connections(1, 64, 64) - 1),
                64 * 64 == 128 * 32 ? 1 : 0),
            Control = "(64,64) and (64,32) have the same number",
            MeasureControl = _ => Math.Abs(
                MixerLayers.Connections(1, 64, 32) / MixerLayers.Connections(1, 64, 64) - 1),
            Comment = "Omega is 262,144 gamma against 327,680 gamma; the width is 4,096 in both.",
        },
        new()
        {
            Id = "M08",
            Quote = "RP-Mixers replace structured permutations (identity or commutation) with random permutations, "
                + "creating unstructured sparse weights while maintaining similar effective width and performance "
                + "characteristics.",
            Place = Paper + ", mechanism 3",
            Reading = "Random permutations keep singular values and the number of non-zero entries.",
            Procedure = "J2 (I_9 kron W) J1, W normal 6 × 6.",
            Value = "largest error of the singular values, relative, plus the change in non-zeros",
            Rule = ClaimRule.AtMost(1e-10),
            Expected = (0, 1e-10),
            Measure = random => Permuted(random, isRow: false),
            Control = "adding the rows of two permutations keeps them",
            MeasureControl = random => Permuted(random, isRow: true),
        },
        new()
        {
            Id = "M09",
            Quote = "The authors hypothesize this is due to bounded singular values.",
            Place = Paper + ", open question 1",
            Reading = "The largest singular value of a Mixer layer with expansion gamma is 1 + sqrt(gamma), whatever "
                + "its "
                + "width.",
            Procedure = "W of 2 S × S, entries normal with variance 1 / S, S = 64 and 256; I_C kron W has the values "
                + "of W.",
            Value = "largest relative deviation from 2.414",
            Rule = ClaimRule.AtMost(0.06),
            Measure = random => ((int[])[64, 256]).Max(s => Deviation(random, s, 1 + Math.Sqrt(2))),
            Control = "it is 1 + gamma",
            MeasureControl = random => ((int[])[64, 256]).Max(s => Deviation(random, s, 3)),
        },
        new()
        {
            Id = "M10",
            Quote = "The paper discusses trainability issues arising from extreme sparsity in SW-MLPs",
            Place = Paper + ", open question 1",
            Reading = "The largest singular value of a sparse layer grows with its width at fixed Omega.",
            Procedure = "Omega = 32,768 non-zeros, widths 256 and 2,048.",
            Value = "largest singular value of the wide one less the narrow one's",
            Rule = ClaimRule.MeanAbove(0),
            Expected = (0.28, 0.08),
            Measure = random => SparseLargest(random, 2048) - SparseLargest(random, 256),
            Control = "it falls with the width",
            MeasureControl = random => SparseLargest(random, 256) - SparseLargest(random, 2048),
        },
        new()
        {
            Id = "M11",
            Quote = "MLP-Mixer connects mathematically to Monarch matrices, revealing shared structural properties",
            Place = Paper + ", key results",
            Reading = "A linear Mixer is a Monarch matrix, P L P^T R with block-diagonal L and R, whose blocks are "
                + "equal.",
            Procedure = "(V^T kron I)(I kron W) against Jc^T (I kron V^T) Jc (I kron W), S = 6, C = 9.",
            Value = "largest error, relative",
            Rule = ClaimRule.Exact,
            Expected = (0, 1e-12),
            Measure = random => Monarch(random, TokenMap.Commutation(S, C)),
            Control = "without the permutation",
            MeasureControl = random => Monarch(random, eye(S * C, dtype: ScalarType.Float64)),
        },
        new()
        {
            Id = "M12",
            Quote = "",
            Place = "penalties of the Mixer paper's implicit-sparsity proposition",
            Reading = "(|V|^2 + |W|^2) / 2 is at least |V kron W|, which is at least |V kron W|_1 / (S C).",
            Procedure = "100 draws of normal W, V a seed, with random scales.",
            Value = "draws in which one is not",
            Rule = ClaimRule.Never,
            Expected = (0, 0),
            Measure = random => Penalties(random, 1),
            Control = "|V kron W| is at most |V kron W|_1 / (S C)",
            MeasureControl = random => Penalties(random, -1),
        },
        new()
        {
            Id = "M13",
            Quote = "This paper reveals that MLP-Mixer architectures can be understood as wide and sparse MLPs through "
                + "Kronecker product formulations.",
            Place = Paper + ", executive summary",
            Scope = "the paper compares trained networks",
            TriedOn = "random weights",
            Reading = "Features of a Mixer are nearer (linear CKA, unbiased) to those of a sparse network of its "
                + "density than "
                + "to those of a dense one.",
            Procedure = "600 normal rows of 16 × 16, two ReLU layers each, density 1/16: CKA to the sparse one less "
                + "CKA to the "
                + "dense one.",
            Value = "difference",
            Rule = ClaimRule.MeanAbove(0),
            Expected = (-0.025, 0.02),
            Measure = random => Nearer(random),
            Control = "they are nearer to noise than to themselves",
            MeasureControl = random => ToNoise(random),
        },
        new()
        {
            Id = "M20",
            Quote = Abstract,
            Place = Paper + ", abstract; RankElastor paper, equation 2",
            Reading = "RankMixer's block transpose with k = 1 is the permuted-Kronecker layer with W = I and the "
                + "commutation.",
            Procedure = "Normal 9 × 9 tokens.",
            Value = "largest error, relative",
            Rule = ClaimRule.Exact,
            Expected = (0, 0),
            Measure = random => Member(random, MixerLayers.Transposition(C, C)),
            Control = "with a random permutation",
            MeasureControl = random => Member(random, MixerLayers.Random(random, C * C)),
        },
    ];
}
