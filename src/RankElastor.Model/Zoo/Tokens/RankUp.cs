using RankElastor.Data.Configuration;
using RankElastor.Data.Schemas;
using RankElastor.Model.Layers.Tokens;
using RankElastor.Model.Mixing;
using RankElastor.Model.PerToken;
using RankElastor.Model.Tokenizers;

namespace RankElastor.Model.Zoo.Tokens;

/// <summary>Options of <see cref="RankUp"/>.</summary>
public sealed record RankUpOptions
{
    /// <summary>Tokens, blocks and what is read; by default with a global token and one for each task.</summary>
    public TokenOptions Tokens { get; init; } = new()
    {
        GlobalToken = GlobalToken.Learned,
        TaskTokens = true,
        Tokenizer = new PermutedTokenizer(0, new ProjectionOptions()),
    };

    /// <summary>The operator across tokens; by default full mixing.</summary>
    public TokenMixing Mixing { get; init; } = new FullMixing();

    /// <summary>The network of each token.</summary>
    public required PerTokenOptions PerToken { get; init; }

    static readonly KeyTable<TokenOptions> _tokens = TokenOptions.KeysFor(new TokenOptions
    {
        Tokens = 8,
        GlobalToken = GlobalToken.Learned,
        TaskTokens = true,
    });

    /// <summary>The keys.</summary>
    internal static IReadOnlyList<Key> Keys { get; } =
        [.. TokenOptions.All(_tokens), .. TokenMixing.Keys, PerTokenConfig.Section];

    /// <summary>Reads the keys.</summary>
    public static RankUpOptions From(ConfigSection config) => new()
    {
        Tokens = TokenOptions.Read(config, _tokens, tokenizer: "permuted"),
        Mixing = TokenMixing.ReadOne(config, "999"),
        PerToken = PerTokenConfig.Read(config, isRankMixer: false),
    };
}

/// <summary>
/// RankUp (Chen et al., RankUp: towards high-rank representations for large scale advertising recommender systems,
/// 2026), our reading: RankMixer's kind of blocks on tokens whose fields are drawn by lot
/// (<see cref="PermutedTokenizer"/>), with a learned global token and a learned token for each task inside the mixing.
/// Several tables per field are <c>embedding_sets</c>. The paper's crossed pretrained vectors are left out.
/// </summary>
/// <remarks>
/// Full mixing is the default, which takes any number of tokens; the block transpose needs a Token_dim that all tokens,
/// added ones too, divide. Without added tokens, and with chunked tokens and pred_head mlp, it is RankElastor.
/// </remarks>
public sealed class RankUp : TokenModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "RankUp", RankUpOptions.Keys,
        (config, schema, seed) =>
        {
            var options = RankUpOptions.From(config);
            TokenModels.Check(options.Tokens, config, schema);
            return new RankUp(options, schema, seed);
        });

    /// <summary>Builds the model.</summary>
    public RankUp(RankUpOptions options, Schema schema, int seed)
        : base(options.Tokens, schema, seed, (scope, tokens) => TokenModels.BlockOf(new RankElastorBlock(
            scope, options.Mixing, tokens, options.Tokens.Width, options.PerToken)))
    {
    }
}
