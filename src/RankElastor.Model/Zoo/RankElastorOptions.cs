using RankElastor.Model.Activations;
using RankElastor.Model.Heads;
using RankElastor.Model.Mixing;
using RankElastor.Model.PerToken;
using RankElastor.Model.Tokenizers;

namespace RankElastor.Model.Zoo;

/// <summary>The parts of a <see cref="RankElastorModel"/>: RankElastor's own unless other ones are given.</summary>
public sealed record RankElastorOptions
{
    public required int EmbeddingWidth { get; init; }
    public required int Tokens { get; init; }
    public required int Width { get; init; }

    /// <summary>L ≥ 0.</summary>
    public int Depth { get; init; } = 1;

    /// <summary>
    /// Embeddings → tokens; by default chunks of F·E / T numbers, each through one Linear. Needs T | F·E.
    /// </summary>
    public Tokenizer Tokenizer { get; init; } = new ChunkedTokenizer(new ProjectionOptions());

    /// <summary>The operator across tokens, of the library or of your own; by default full mixing.</summary>
    public TokenMixing Mixing { get; init; } = new FullMixing();

    /// <summary>One operator for each block, in place of <see cref="Mixing"/>; none where all are alike.</summary>
    public IReadOnlyList<TokenMixing> BlockMixings { get; init; } = [];

    /// <summary>The network of each token; by default two gated layers of 64 units.</summary>
    public PerTokenOptions PerToken { get; init; } =
        new() { HiddenUnits = [64, 64], Kind = new PerTokenKind.Gated(3, Activation.Gelu) };

    /// <summary>Tokens → logit.</summary>
    public HeadKind Head { get; init; } = HeadKind.Mlp;

    /// <summary>Dropout behind the head's hidden layer, [0, 1).</summary>
    public double HeadDropout { get; init; }

    /// <summary>Batch normalisation in the head's hidden layer.</summary>
    public bool HeadBatchNorm { get; init; }

    /// <summary>Where the blocks normalise.</summary>
    public NormPlacement Placement { get; init; } = NormPlacement.Between;
}

/// <summary>Where a block normalises.</summary>
public enum NormPlacement
{
    /// <summary>V = RMSNorm(U), X' = V + PFFN(V): the reference.</summary>
    Between,

    /// <summary>
    /// V = LayerNorm(U), X' = LayerNorm(V + PFFN(V)): RankMixer's paper; the mixing itself then has no norm after it.
    /// </summary>
    AfterEach,

    /// <summary>
    /// X' = U + PFFN(RMSNorm(U)), no norm after the mixing: tokens keep their size from the tokenizer to the head.
    /// </summary>
    Before,
}
