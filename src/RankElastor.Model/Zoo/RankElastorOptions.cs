using RankElastor.Model.Heads;
using RankElastor.Model.Mixing;
using RankElastor.Model.PerToken;
using RankElastor.Model.Tokenizers;

namespace RankElastor.Model.Zoo;

/// <summary>The parts of a <see cref="RankElastorModel"/>.</summary>
public sealed record RankElastorOptions
{
    /// <summary>E.</summary>
    public required int EmbeddingWidth { get; init; }

    /// <summary>T.</summary>
    public required int Tokens { get; init; }

    /// <summary>D.</summary>
    public required int Width { get; init; }

    /// <summary>L ≥ 0.</summary>
    public int Depth { get; init; } = 1;

    /// <summary>Embeddings → tokens.</summary>
    public required Tokenizer Tokenizer { get; init; }

    /// <summary>The operator across tokens, of the library or of your own.</summary>
    public required TokenMixing Mixing { get; init; }

    /// <summary>The network of each token.</summary>
    public required PerTokenOptions PerToken { get; init; }

    /// <summary>Tokens → logit.</summary>
    public HeadKind Head { get; init; } = HeadKind.Mlp;

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
}
