using RankElastor.Experiments.Claims;
using static RankElastor.Experiments.ReadingList.Samples;

namespace RankElastor.Experiments.ReadingList;

/// <summary>The reading list's sentences that can be checked in seconds.</summary>
public sealed class ReadingListExperiment : ClaimGroup
{
    const string Abstract = ", abstract";

    /// <inheritdoc/>
    public override string Name => "reading-list";

    /// <inheritdoc/>
    public override string Question => "Which ideas of the reading list hold at a size that can be checked in seconds?";

    /// <inheritdoc/>
    internal override string Introduction => """
        Papers around representation collapse offer measures, nulls and laws. Most hold as stated; two do not. The usual
        random-matrix edge finds outliers in products of random matrices, where there are none (L07), and the formula
        for the rank of random ReLU layers is far from the ranks that one counts (L129).
        """;

    /// <inheritdoc/>
    internal override IReadOnlyList<PaperClaim> Claims { get; } =
    [
        new()
        {
            Id = "L07",
            Quote = "Using a lightweight suite of Marchenko-Pastur (MP) diagnostics, we analyze the spectrum of the "
                + "W_{Q}W_{K}^top gram matrix throughout training",
            Place = "multi-head latent attention and random matrices" + Abstract,
            Scope = "the paper's diagnostics are of trained weights; here of random ones, where none should be found",
            TriedOn = "random weights",
            Reading = "A product of two random matrices has no eigenvalue above the Marchenko-Pastur edge.",
            Procedure = "W_Q W_K^T of normal 256 × 256 matrices, scaled to entries of variance 1 / 256; eigenvalues "
                + "of its "
                + "Gram matrix above 4.",
            Value = "eigenvalues above the edge",
            Rule = ClaimRule.Never,
            Expected = (15.5, 2.5),
            Measure = random => Outliers(Product(random, 256)),
            Control = "a matrix with one direction of strength 10 has none",
            MeasureControl = random => Outliers(Spiked(random, 256)),
            Comment = "The null of a product has to be drawn as a product.",
        },
        new()
        {
            Id = "L08",
            Quote = "This preserves the functional mapping of the layer and reveals its low rank structure.",
            Place = "utilised rank" + Abstract,
            Reading = "A full-rank layer on inputs of 10 directions is a layer of rank 10.",
            Procedure = "200 rows of 64 in 10 directions, a normal 64 × 64 layer, projected on those directions.",
            Value = "relative error of the outputs, plus the distance of the rank from 10",
            Rule = ClaimRule.AtMost(1e-10),
            Expected = (0, 1e-10),
            Measure = random => Utilised(random, 10),
            Control = "on inputs of 11 directions, too",
            MeasureControl = random => Utilised(random, 11),
        },
        new()
        {
            Id = "L12",
            Quote = "",
            Place = "the loss of maximum manifold capacity representations, minus the sum of singular values of "
                + "centroids",
            Reading = "The sum is at most sqrt(B min(B, D)), and tight frames reach it.",
            Procedure = "B = 64 unit rows of D = 32: two stacked rotations, and 20 draws of normal rows.",
            Value = "relative distance of the frame from the bound, plus draws beyond it",
            Rule = ClaimRule.AtMost(1e-10),
            Expected = (0, 1e-10),
            Measure = random => Manifold(random, 1),
            Control = "the bound is .99 of that",
            MeasureControl = random => Manifold(random, 0.99),
        },
        new()
        {
            Id = "L66",
            Quote = "when many more vectors are packed into a lower dimensional space, the interference (squared "
                + "overlaps) "
                + "between vectors scales inversely with that dimension.",
            Place = "superposition and scaling" + Abstract,
            Reading = "Random unit vectors of m entries have mean squared overlap 1 / m.",
            Procedure = "1,500 vectors, m = 8, 32, 128.",
            Value = "largest relative deviation",
            Rule = ClaimRule.AtMost(0.02),
            Expected = (0.003, 0.01),
            Measure = random => Overlap(random, m => 1 / m),
            Control = "it is 1 / sqrt(m)",
            MeasureControl = random => Overlap(random, m => 1 / Math.Sqrt(m)),
        },
        new()
        {
            Id = "L69",
            Quote = "almost every linear region contains at most one training example.",
            Place = "activation codes" + Abstract,
            Scope = "the paper's networks are trained; a random layer is enough",
            Reading = "99 of 100 rows have an activation code of their own in one random ReLU layer of 64 units.",
            Procedure = "5,000 normal rows of 10.",
            Value = "share of codes that are different",
            Rule = ClaimRule.AtLeast(0.99),
            Expected = (1, 0.002),
            Measure = random => Codes(random, 64),
            Control = "in one of 8 units, too",
            MeasureControl = random => Codes(random, 8),
        },
        new()
        {
            Id = "L74",
            Quote = "a simple and easy-to-measure statistic called the gradient noise scale",
            Place = "large-batch training" + Abstract,
            Reading = "Gradients of two batch sizes give tr(covariance) / |mean|^2.",
            Procedure = "Normal gradients of 50 entries of known mean and covariance, batches of 10 and 100, 4,000 "
                + "pairs.",
            Value = "relative deviation",
            Rule = ClaimRule.AtMost(0.1),
            Expected = (0.02, 0.06),
            Measure = random => NoiseScale(random, 1),
            Control = "they give twice that",
            MeasureControl = random => NoiseScale(random, 2),
        },
        new()
        {
            Id = "L82",
            Quote = "it enjoys desired theoretical and empirical properties, including invariance under invertible "
                + "linear "
                + "transformations and numerical stability",
            Place = "variability collapse index" + Abstract,
            Reading = "The index does not change under an invertible map.",
            Procedure = "10 classes of 100 rows of 32, a normal 32 × 32 map.",
            Value = "relative change",
            Rule = ClaimRule.AtMost(1e-6),
            Expected = (0, 1e-6),
            Measure = random => Change(random, Vci),
            Control = "neural collapse's NC1, tr(S_W S_B^+) / K, does not",
            MeasureControl = random => Change(random, Nc1),
        },
        new()
        {
            Id = "L89",
            Quote = "",
            Place = "the best scalar code of one bit for normal numbers",
            Reading = "Its mean squared error is 1 - 2 / pi.",
            Procedure = "The signs of a million normal numbers, times sqrt(2 / pi).",
            Value = "relative deviation",
            Rule = ClaimRule.AtMost(0.01),
            Expected = (0, 0.01),
            Measure = random => OneBit(random, Math.Sqrt(2 / Math.PI)),
            Control = "signs themselves have it",
            MeasureControl = random => OneBit(random, 1),
        },
        new()
        {
            Id = "L104",
            Quote = "effective, low-rank and low-rank plus diagonal matrix parametrizations",
            Place = "low-rank passthrough networks" + Abstract,
            Reading = "A matrix of rank 4 plus a diagonal one has full rank.",
            Procedure = "100 × 100, normal factors and diagonal.",
            Value = "rank",
            Rule = ClaimRule.Within(100, 100),
            Expected = (100, 0),
            Measure = random => Draws.Rank(LowRank(random, true)),
            Control = "without the diagonal, too",
            MeasureControl = random => Draws.Rank(LowRank(random, false)),
            Comment = "Full rank is not effective rank: the entropy rank on eigenvalues is about 4, that of a normal "
                + "matrix "
                + "60.",
        },
        new()
        {
            Id = "L121",
            Quote = "expressiveness is sustained by the von Neumann entropy",
            Place = "Koopman representations" + Abstract,
            Reading = "exp of the von Neumann entropy of a covariance is the entropy rank on eigenvalues.",
            Procedure = "-tr(rho log rho) by its matrix logarithm against singular values, 200 centred rows of 24.",
            Value = "relative error",
            Rule = ClaimRule.AtMost(1e-10),
            Expected = (0, 1e-10),
            Measure = random => VonNeumann(random, Draws.EntropyEv),
            Control = "it is the entropy rank on singular values",
            MeasureControl = random => VonNeumann(random, Draws.EntropySv),
        },
        new()
        {
            Id = "L129",
            Quote = "Our main result shows that E[EDim(ell)]=m[1-(1-2/pi)^ell]+O(e^{-c m}) so that the rank deficit "
                + "decays "
                + "geometrically with ratio 1-2 / pi approx 0.3634.",
            Place = "layerwise effective dimension of ReLU networks" + Abstract,
            Reading = "The rank of m = 64 rows behind layer l of a random ReLU network is that formula, to one row.",
            Procedure = "64 normal rows of 64, 256 units, layers 1 to 6; numerical rank.",
            Value = "largest distance of the rank from the formula",
            Rule = ClaimRule.AtMost(1),
            Expected = (23.3, 0.1),
            Measure = random => EffectiveDimension(random, l => 64 * (1 - Math.Pow(1 - 2 / Math.PI, l))),
            Control = "it is 64 / l",
            MeasureControl = random => EffectiveDimension(random, l => 64.0 / l),
            Comment = "The rank is 64 at every depth.",
        },
        new()
        {
            Id = "L135",
            Quote = "This mismatch affects the performance of the linear prediction head used in such models through "
                + "the "
                + "well-known softmax bottleneck phenomenon.",
            Place = "softmax bottleneck" + Abstract,
            Reading = "Logits of a head of width d have rank d, their log-softmax rank d + 1.",
            Procedure = "100 contexts, 200 words, d = 4, 16, 32.",
            Value = "d with other ranks",
            Rule = ClaimRule.Never,
            Expected = (0, 0),
            Measure = random => Bottleneck(random, 1),
            Control = "log-softmax has rank d",
            MeasureControl = random => Bottleneck(random, 0),
        },
        new()
        {
            Id = "L37",
            Quote = "The variance-limited scaling follows simply from the existence of a well-behaved infinite data or "
                + "infinite width limit",
            Place = "explaining neural scaling laws" + Abstract,
            Reading = "Where a model can fit, the error above the limit falls as 1 / D with the number of samples.",
            Procedure = "Least squares of 20 features with noise, D = 400, 1,600, 6,400, mean of 20 draws: slope of "
                + "log error "
                + "on log D.",
            Value = "slope",
            Rule = ClaimRule.MeanWithin(-1.15, -0.85),
            Measure = random => Scaling.Variance(random),
            Control = "the square root of the error does",
            MeasureControl = random => Scaling.Variance(random) / 2,
        },
        new()
        {
            Id = "L98",
            Quote = "we present evidence that large width and large dataset resolution-limited scaling exponents are "
                + "related "
                + "by a duality.",
            Place = "explaining neural scaling laws" + Abstract,
            Reading = "Without noise, with eigenvalues i^-(1 + a), the error of the interpolating fit falls as D^-a.",
            Procedure = "8,192 features, D = 128, 256, 512, a = 1 and 1.5, 4 draws of rows, the mean over targets "
                + "exactly: "
                + "slope of log error on log D.",
            Value = "largest relative deviation of the exponent",
            Rule = ClaimRule.AtMost(0.1),
            Measure = random => Scaling.Resolution(random, a => a),
            Control = "it falls as D^-(1 + a)",
            MeasureControl = random => Scaling.Resolution(random, a => 1 + a),
            Comment = "An independent computation with D of at most 256 and 2,048 features gave .551 for a = .5, "
                + "where the "
                + "features that are cut off still matter, and 1.099 for a = 1.",
        },
        new()
        {
            Id = "L123",
            Quote = "We address this aspect by examining the cosine similarity between input and output weights of a "
                + "neuron.",
            Place = "gated neurons" + Abstract,
            Reading = "In random networks a cosine beyond 4 / sqrt(d) is as rare as a normal number beyond 4: 1 "
                + "neuron in "
                + "16,000, or fewer.",
            Procedure = "200,000 pairs of normal vectors of 64 entries.",
            Value = "share beyond the limit",
            Rule = ClaimRule.AtMost(1.5 / 16000),
            Expected = (4e-5, 4e-5),
            Measure = random => Scaling.Enriched(random, 4),
            Control = "so is one beyond 3 / sqrt(d)",
            MeasureControl = random => Scaling.Enriched(random, 3),
        },
        new()
        {
            Id = "L38",
            Quote = "We further propose methods to regulate the router's sparsity while balancing the load among "
                + "experts.",
            Place = "ReMoE" + Abstract,
            Reading = "A ReLU router with an adaptive L1 weight ends at the sparsity that it is asked for.",
            Procedure = "8 linear experts on 16 entries, 2 to be used, 2,000 steps of Adam, weight times 1.02 or "
                + "over it by "
                + "the sign of the error; mean sparsity of the last 300 steps against .75.",
            Value = "distance",
            Rule = ClaimRule.AtMost(0.03),
            Expected = (0, 0.02),
            Measure = random => SparseRouter.Distance(random, 1.02),
            Control = "with a fixed weight it does",
            MeasureControl = random => SparseRouter.Distance(random, 1),
        },
    ];
}
