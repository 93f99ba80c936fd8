using RankElastor.Experiments.Claims;
using static RankElastor.Experiments.CollapseNotes.Layers;
using static TorchSharp.torch;

namespace RankElastor.Experiments.CollapseNotes;

/// <summary>C01–C10 and C13, which need no training, and C16.</summary>
public sealed class CollapseNotesExperiment : ClaimGroup
{
    const string Notes = "collapse notes";

    /// <inheritdoc/>
    public override string Name => "collapse-notes";

    /// <inheritdoc/>
    public override string Question => "Do the textbook signs of collapse, and the textbook cures, do what is said?";

    /// <inheritdoc/>
    internal override string Introduction => """
        Notes on deep learning list signs by which to find collapsed representations, and cures. Two of the three signs
        miss a matrix that has collapsed onto one direction (C02, C03), and the third has its sign turned round (C04).
        Of the cures, initialisation keeps the size of activations and not their directions (C06, C06d), and a ReLU
        between layers leaves fewer directions than none (C09).
        """;

    /// <inheritdoc/>
    internal override IReadOnlyList<PaperClaim> Claims { get; } =
    [
        new()
        {
            Id = "C01",
            Quote = "When multiple linear transformations are stacked without nonlinearities, they collapse into a "
                + "single "
                + "equivalent linear transformation, severely limiting the network’s expressiveness.",
            Place = Notes,
            Reading = "A stack of linear layers is one linear layer.",
            Procedure = "Eight normal layers of 64 on 256 rows, and their product.",
            Value = "largest error, relative",
            Rule = ClaimRule.AtMost(1e-10),
            Expected = (0, 1e-10),
            Measure = random => OneLayer(random, TokenMap.Same),
            Control = "a stack with ReLU between is the product of its layers",
            MeasureControl = random => OneLayer(random, TokenMap.Relu),
        },
        new()
        {
            Id = "C01b",
            Quote = "During training, weight matrices can lose rank, meaning:",
            Place = Notes,
            Scope = "the notes speak of training; here of random stacks, which lose rank without any",
            Reading = "The entropy rank on eigenvalues of a product of random layers falls with every doubling of "
                + "the depth.",
            Procedure = "Products of 1, 2, 4, 8, 16, 32 normal 64 × 64 matrices, the mean of 10.",
            Value = "entropy rank on eigenvalues at depth 32; 64 where it does not fall",
            Rule = ClaimRule.AtMost(63),
            Expected = (3, 0.6),
            Measure = random => Product(random, false),
            Control = "that of products of rotations falls",
            MeasureControl = random => Product(random, true),
        },
        new()
        {
            Id = "C02",
            Quote = "print(f\"Rank: {rank}/{full_rank} - Collapse: {rank < 0.9 * full_rank}\")",
            Place = Notes,
            Reading = "The check finds a matrix that has collapsed onto one direction.",
            Procedure = "A 64 × 64 matrix of rank 1 and entries of about 1, with noise of 1e-6.",
            Value = "numpy's rank, which must be below 57.6 for the check to fire",
            Rule = ClaimRule.AtMost(57.6),
            Expected = (64, 0),
            Measure = random => NumpyRank(Noisy(random)),
            Control = "it fires on a normal matrix",
            MeasureControl = random => NumpyRank(Draws.Normal(random, 64, 64)),
            Comment = "The entropy rank on eigenvalues of that matrix is 1.00.",
        },
        new()
        {
            Id = "C03",
            Quote = "print(f\"Avg feature variance: {variance:.4f}\") # Low → collapse",
            Place = Notes,
            Reading = "Activations that have collapsed onto one direction have little variance, below that of "
                + "healthy ones.",
            Procedure = "256 rows of 64, ten times a normal matrix of rank 1, against a normal matrix (variance 1).",
            Value = "mean variance of a feature",
            Rule = ClaimRule.AtMost(1),
            Expected = (112, 50),
            Measure = random => (10 * Draws.OfRank(random, 256, 64, 1)).var(0).mean().item<double>(),
            Control = "healthy activations of ten times the size have less variance than healthy ones",
            MeasureControl = random => (10 * Draws.Normal(random, 256, 64)).var(0).mean().item<double>(),
            Comment = "Variance has a unit; the number of directions has none.",
        },
        new()
        {
            Id = "C04",
            Quote = "print(f\"Attention entropy: {entropy:.4f}\") # Low → uniform collapse",
            Place = Notes,
            Reading = "Uniform attention has less entropy than attention that looks somewhere.",
            Procedure = "Entropy of four equal weights less the mean entropy of softmax over 4 normal scores, 256 "
                + "rows.",
            Value = "difference",
            Rule = ClaimRule.AtMost(0),
            Measure = random => Math.Log(4) - Entropy(Draws.Normal(random, 256, 4)),
            Control = "attention to one key alone has more than attention that looks somewhere",
            MeasureControl = random => Entropy(Draws.Normal(random, 256, 4))
                - Entropy(eye(4, dtype: ScalarType.Float64) * 1e3),
            Comment = "Uniform weights have the largest entropy there is, ln 4 = 1.386: low entropy is attention to "
                + "one key.",
        },
        new()
        {
            Id = "C05",
            Quote = "# Attention uses 1/√d_k to prevent softmax saturation",
            Place = Notes,
            Reading = "With 1 / sqrt(d) the entropy of attention stays above .8 of the largest for d = 4, 64, 1024; "
                + "without, "
                + "it is below .2 at 64 and 1024.",
            Procedure = "256 normal queries, 64 normal keys.",
            Value = "d at which it is otherwise",
            Rule = ClaimRule.Never,
            Expected = (0, 0),
            Measure = random => ((int[])[4, 64, 1024]).Count(
                d => Attention(random, d, true) <= 0.8 || (d > 4 && Attention(random, d, false) >= 0.2)),
            Control = "without it stays above .8",
            MeasureControl = random => ((int[])[4, 64, 1024]).Count(d => Attention(random, d, false) <= 0.8),
        },
        new()
        {
            Id = "C06",
            Quote = "W ~ N(0, 2/n_in)",
            Place = Notes + ", solutions",
            Reading = "He's initialisation keeps the size of activations through 20 ReLU layers.",
            Procedure = "256 normal rows, 256 units.",
            Value = "root mean square behind layer 20",
            Rule = ClaimRule.Within(0.3, 3),
            Expected = (0.795, 0.35),
            Measure = random => Size(Deep(random, 2 / 256.0)),
            Control = "N(0, .01²) does",
            MeasureControl = random => Size(Deep(random, 1e-4)),
        },
        new()
        {
            Id = "C06x",
            Quote = "W ~ N(0, 2/(n_in + n_out))",
            Place = Notes + ", solutions",
            Reading = "Xavier's initialisation keeps the size of activations through 20 ReLU layers.",
            Procedure = "As C06.",
            Value = "root mean square behind layer 20",
            Rule = ClaimRule.Within(0.3, 3),
            Expected = (0.0007, 0.0003),
            Measure = random => Size(Deep(random, 1 / 256.0)),
            Control = "N(0, .01²) does",
            MeasureControl = random => Size(Deep(random, 1e-4)),
            Comment = "A ReLU halves the energy, which He's makes good and Xavier's does not.",
        },
        new()
        {
            Id = "C06d",
            Quote = "This is why modern architectures (ResNets, Transformers) carefully combine linear layers with "
                + "nonlinearities, normalization, and skip connections – each element fights a different aspect of "
                + "collapse!",
            Place = Notes,
            Reading = "He's initialisation keeps directions, too: the entropy rank on eigenvalues behind 20 ReLU "
                + "layers is "
                + "at least a tenth of the 256 units.",
            Procedure = "As C06.",
            Value = "entropy rank on eigenvalues",
            Rule = ClaimRule.AtLeast(25.6),
            Expected = (1.55, 0.3),
            Measure = random => Draws.EntropyEv(Deep(random, 2 / 256.0)),
            Control = "Xavier's does",
            MeasureControl = random => Draws.EntropyEv(Deep(random, 1 / 256.0)),
        },
        new()
        {
            Id = "C07",
            Quote = "# Prevents activation magnitudes from collapsing",
            Place = Notes,
            Reading = "Behind a layer norm activations have root mean square 1, however small they were.",
            Procedure = "256 rows of 64, entries normal with deviation .1, 1, 10.",
            Value = "largest deviation from 1",
            Rule = ClaimRule.AtMost(1e-3),
            Expected = (0, 1e-3),
            Measure = random => ((double[])[0.1, 1, 10]).Max(
                size => Math.Abs(Size(Draws.LayerNorm(Draws.Normal(random, 256, 64, 0, size))) - 1)),
            Control = "they have it without",
            MeasureControl = random => ((double[])[0.1, 1, 10]).Max(
                size => Math.Abs(Size(Draws.Normal(random, 256, 64, 0, size)) - 1)),
        },
        new()
        {
            Id = "C08",
            Quote = "# Preserves gradient flow, prevents vanishing",
            Place = Notes + ", on skip connections",
            Reading = "With skips, rows stay different through six layers of attention: a tenth of their energy or "
                + "more is "
                + "not their mean.",
            Procedure = "32 normal rows of 64, one head, random weights.",
            Value = "share of the norm that is not the mean row's",
            Rule = ClaimRule.AtLeast(0.1),
            Expected = (0.54, 0.2),
            Measure = random => Stack(random, true),
            Control = "without skips they do",
            MeasureControl = random => Stack(random, false),
        },
        new()
        {
            Id = "C09",
            Quote = "# Good - each layer can learn nonlinear features",
            Place = Notes,
            Scope = "the notes speak of what layers can learn; here of random ones",
            TriedOn = "random weights",
            Reading = "With ReLU between 16 layers more directions are left than without.",
            Procedure = "256 normal rows, 64 units, He's and unit-gain weights; entropy rank on eigenvalues with "
                + "ReLU less "
                + "without, the mean of 5.",
            Value = "mean difference",
            Rule = ClaimRule.MeanAbove(0),
            Measure = random => Enumerable.Range(0, 5).Average(_ => Gained(random)),
            Control = "with all units of a layer equal more directions are left",
            MeasureControl = random => Enumerable.Range(0, 5).Average(_ => 1 - Linear(random)),
        },
        new()
        {
            Id = "C10",
            Quote = "→ Loss minimized (all positives match), but useless",
            Place = Notes + ", contrastive learning",
            Reading = "The loss of matching pairs is least, 0, where all rows are one vector.",
            Procedure = "Mean squared distance of 64 pairs of unit vectors.",
            Value = "loss",
            Rule = ClaimRule.Exact,
            Expected = (0, 0),
            Measure = random => Pairs(Draws.Normal(random, 1, 16).expand(64, 16)),
            Control = "it is 0 where all rows are different",
            MeasureControl = random => Pairs(Draws.Normal(random, 64, 16)),
        },
        new()
        {
            Id = "C13",
            Quote = "variance_loss = max(0, 1 - std(z)) # maintain variance",
            Place = Notes + ", VICReg",
            Reading = "The variance term sees a collapse onto one point: it is .98 or more there.",
            Procedure = "64 equal rows of 16; the deviation is sqrt(var + 1e-4), as the authors' code has it.",
            Value = "variance term",
            Rule = ClaimRule.Within(0.98, 1),
            Expected = (0.99, 1e-6),
            Measure = random => Variance(Draws.Normal(random, 1, 16).expand(64, 16)),
            Control = "it sees one in normal rows",
            MeasureControl = random => Variance(Draws.Normal(random, 64, 16)),
        },
        .. TrainedUnits.Claims,
    ];
}
