using RankElastor.Data.Configuration;
using RankElastor.Data.Schemas;
using RankElastor.Model.Layers.Tokens;
using RankElastor.Model.Mixing;
using RankElastor.Model.PerToken;

namespace RankElastor.Model.Zoo.Tokens;

/// <summary>Options of <see cref="UniMixing"/>.</summary>
public sealed record UniMixingOptions
{
    /// <summary>Tokens, blocks and what is read.</summary>
    public TokenOptions Tokens { get; init; } = new();

    /// <summary>The mixing; with a basis and a rank it is UniMixing-Lite.</summary>
    public BlockwiseMixing Mixing { get; init; } = new();

    /// <summary>The network of each token; by default two gated layers of 64 units.</summary>
    public required PerTokenOptions PerToken { get; init; }

    static readonly KeyTable<TokenOptions> _tokens = TokenOptions.KeysFor(new TokenOptions());

    /// <summary>The keys.</summary>
    internal static IReadOnlyList<Key> Keys { get; } =
        [.. TokenOptions.All(_tokens), .. BlockwiseMixing.Variant.Keys, PerTokenConfig.Section];

    /// <summary>Reads the keys.</summary>
    public static UniMixingOptions From(ConfigSection config) => new()
    {
        Tokens = TokenOptions.Read(config, _tokens),
        Mixing = BlockwiseMixing.Read(config),
        PerToken = PerTokenConfig.Read(config, isRankMixer: false),
    };
}

/// <summary>
/// Kuaishou's UniMixer (Ha et al., 2026), our reading: RankElastor's blocks with <see cref="BlockwiseMixing"/>, learned
/// soft permutations in place of RankMixer's fixed one. It is called UniMixing here because <c>UniMixer</c> is the name
/// of the class of RankElastor's reference repository, another model.
/// </summary>
public sealed class UniMixing : TokenModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "UniMixing", UniMixingOptions.Keys,
        (config, schema, seed) =>
        {
            var options = UniMixingOptions.From(config);
            TokenModels.Check(options.Tokens, config, schema);
            return new UniMixing(options, schema, seed);
        });

    /// <summary>Builds the model.</summary>
    public UniMixing(UniMixingOptions options, Schema schema, int seed)
        : base(options.Tokens, schema, seed, (scope, tokens) => TokenModels.BlockOf(new RankElastorBlock(
            scope, options.Mixing, tokens, options.Tokens.Width, options.PerToken)))
    {
    }
}
