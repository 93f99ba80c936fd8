using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Data.Schemas;
using RankElastor.Model.PerToken;

namespace RankElastor.Model.Zoo.Tokens;

/// <summary>Options of <see cref="TokenMixerLarge"/>.</summary>
public sealed record TokenMixerLargeOptions
{
    /// <summary>Tokens, blocks and what is read.</summary>
    public TokenOptions Tokens { get; init; } = new();

    /// <summary>H: tokens of the mixed form, a divisor of D; 0 for as many as tokens.</summary>
    public int Heads { get; init; }

    /// <summary>Hidden width of a token's networks over the width of its input.</summary>
    public double Expansion { get; init; } = 4;

    /// <summary>Standard deviation of the networks' last weights at the start.</summary>
    public double OutputDeviation { get; init; } = SwiGlu.SmallDeviation;

    /// <summary>Experts in place of a network, or null.</summary>
    public SharedExpertsOptions? Experts { get; init; }

    static readonly KeyTable<TokenOptions> _tokens = TokenOptions.KeysFor(new TokenOptions());
    static readonly KeyTable<TokenMixerLargeOptions> _own = new(() => new TokenMixerLargeOptions())
    {
        {
            Key.Whole(
                "num_heads", "Tokens of the mixed form, a divisor of Token_dim; 0: as many as tokens.",
                least: 0, most: Key.MostWidth),
            options => options.Heads
        },
        {
            Key.Real("expansion_rate", "Hidden width of networks over that of a token.", above: 0, most: 1000),
            options => options.Expansion
        },
        {
            Key.Real("down_std", "Standard deviation of the networks' last weights at the start.", above: 0, most: 10),
            options => options.OutputDeviation
        },
    };

    static readonly KeyTable<SharedExpertsOptions> _expertKeys = new(() => new SharedExpertsOptions())
    {
        { Key.Whole("number", "Experts per token.", least: 1, most: Key.MostLayers), options => options.Experts },
        {
            Key.Whole("active", "Experts that a token of a row gets.", least: 1, most: Key.MostLayers),
            options => options.Active
        },
        {
            Key.Real("scale", "Factor of the chosen experts; 0: number / active.", least: 0), options => options.Scale
        },
        {
            Key.Whole(
                "hidden", "Hidden width of each; 0: the shared one's over number.", least: 0, most: Key.MostWidth),
            options => options.Hidden
        },
    };

    static readonly Key<ConfigSection?> _experts = Key.Mapping(
        "experts", "A shared expert and those that a router chooses, in place of each network.", _expertKeys);

    /// <summary>The keys.</summary>
    internal static IReadOnlyList<Key> Keys { get; } = [.. TokenOptions.All(_tokens), .. _own, _experts];

    /// <summary>Reads the keys.</summary>
    public static TokenMixerLargeOptions From(ConfigSection config)
    {
        var experts = _experts.Read(config) is { } section ? _expertKeys.Read(section) : null;
        return experts?.Active > experts?.Experts
            ? throw InputException.At(
                $"{config.Where}: experts: active", $"{experts!.Active}", $"1 … {experts.Experts}")
            : _own.Read(config) with
            {
                Tokens = TokenOptions.Read(config, _tokens),
                Experts = experts,
            };
    }
}

/// <summary>
/// TokenMixer-Large (Jiang et al., TokenMixer-Large: scaling up large ranking models, 2026), our reading: RankMixer's
/// mixing is undone in every block, so that residuals add like to like (<see cref="TokenMixerLargeBlock"/>).
/// </summary>
public sealed class TokenMixerLarge : TokenModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "TokenMixerLarge", TokenMixerLargeOptions.Keys,
        (config, schema, seed) =>
        {
            var options = TokenMixerLargeOptions.From(config);
            TokenModels.Check(options.Tokens, config, schema);
            return new TokenMixerLarge(options, schema, seed);
        });

    /// <summary>Builds the model.</summary>
    public TokenMixerLarge(TokenMixerLargeOptions options, Schema schema, int seed)
        : base(options.Tokens, schema, seed, (scope, tokens) =>
        {
            var block = new TokenMixerLargeBlock(scope, tokens, options.Tokens.Width, options);
            return new TokenBlock(block.Apply, block.Sites);
        })
    {
    }
}
