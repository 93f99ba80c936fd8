using RankElastor.Data.Configuration;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Tokens;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Tokens;

/// <summary>Options of <see cref="MixFormer"/>.</summary>
public sealed record MixFormerOptions
{
    /// <summary>Tokens, layers, histories and the last network; the attention has a head for each token.</summary>
    public StreamOptions Stream { get; init; } = new();

    /// <summary>Hidden width of the networks over D.</summary>
    public double Expansion { get; init; } = 4;

    /// <summary>Fields of the user, kept apart from the others; none: all fields together.</summary>
    public IReadOnlyList<string> UserFields { get; init; } = [];

    /// <summary>How many of the tokens are theirs, 1 … T − 1; 0 without user fields.</summary>
    public int UserTokens { get; init; }

    static readonly KeyTable<MixFormerOptions> _own = new(() => new MixFormerOptions())
    {
        {
            Key.Real("expansion_rate", "Hidden width of networks over that of a token.", above: 0, most: 1000),
            options => options.Expansion
        },
        {
            Key.Texts("user_fields", "Fields of the user, whose tokens see no others; none: all together.") with
            { Example = "[user_id]" },
            options => options.UserFields
        },
        {
            Key.Whole("user_tokens", "How many of the tokens are theirs.", least: 0, most: Key.MostWidth),
            options => options.UserTokens
        },
    };

    /// <summary>The keys.</summary>
    internal static IReadOnlyList<Key> Keys { get; } = [.. StreamOptions.Keys, .. _own];

    /// <summary>Reads the keys.</summary>
    public static MixFormerOptions From(ConfigSection config, Schema schema)
    {
        var options = _own.Read(config) with
        {
            Stream = StreamOptions.From(config, schema),
        };
        var (stream, hasUser) = (options.Stream, options.UserFields.Count > 0);
        string[] known =
        [
            .. schema.ModelFields.Select(field => field.Name)
                .Where(name => !stream.Pairs.Any(pair => pair.History.Contains(name))),
        ];
        if (options.UserFields.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
        {
            throw config.Wrong("user_fields", unknown, string.Join(" | ", known) + NearMiss.Hint(unknown, known));
        }

        if (hasUser && options.UserFields.Distinct().Count() == known.Length)
        {
            throw config.Wrong("user_fields", "all fields", "some of them");
        }

        if (hasUser ? options.UserTokens < 1 || options.UserTokens >= stream.Tokens : options.UserTokens != 0)
        {
            var allowed = hasUser ? $"1 … {stream.Tokens - 1} with user_fields" : "0 without user_fields";
            throw config.Wrong("user_tokens", options.UserTokens, allowed);
        }

        return stream.Width % stream.Tokens == 0 ? options
            : throw config.Wrong("Token_dim", stream.Width, $"a multiple of Token_num, here {stream.Tokens}");
    }
}

/// <summary>
/// MixFormer (Huang et al., MixFormer: co-scaling up dense and sequence in industrial recommenders, 2026), our reading:
/// tokens of fields mix with each other and ask the history in every layer (<see cref="MixFormerLayer"/>); a network
/// reads all of them. With <c>user_fields</c> the user's tokens are decoupled from the others.
/// </summary>
public sealed class MixFormer : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "MixFormer", MixFormerOptions.Keys,
        (config, schema, seed) => new MixFormer(MixFormerOptions.From(config, schema), schema, seed));

    readonly HistoryVectors _fields;
    readonly HistoryTokens _history;
    readonly List<FieldTokens> _tokens = [];
    readonly List<MixFormerLayer> _layers = [];
    readonly Mlp _network;

    /// <summary>Builds the model.</summary>
    public MixFormer(MixFormerOptions options, Schema schema, int seed) : base(schema, seed)
    {
        var (stream, width) = (options.Stream, options.Stream.Width);
        _fields = AddHistories("", stream.EmbeddingWidth, stream.Pairs);
        _history = new HistoryTokens(Root.Sub("history_tokens"), _fields, stream.Tokens * width);
        string[] others = [.. _fields.Others];
        if (options.UserTokens > 0)
        {
            string[] ofUser = [.. others.Where(options.UserFields.Contains)];
            others = [.. others.Except(ofUser)];
            _tokens.Add(new FieldTokens(Root.Sub("user_tokens"), _fields, ofUser, options.UserTokens, width));
        }

        _tokens.Add(new FieldTokens(
            Root.Sub("field_tokens"), _fields, others, stream.Tokens - options.UserTokens, width));
        var hidden = Math.Max(1, (int)(options.Expansion * width));
        for (var i = 0; i < stream.Depth; i++)
        {
            _layers.Add(new MixFormerLayer(
                Root.Sub("backbone").Sub(i), stream.Tokens, width, hidden, options.UserTokens));
        }

        _network = new Mlp(Root.Sub("pred"), stream.Tokens * width, stream.Network);
        Sites =
        [
            .. _fields.Sites, _history.Site("items"), new("tokens", "tokens"),
            .. _layers.SelectMany((layer, i) => layer.Sites($"block{i + 1}")), .. _network.Sites("head"),
        ];
    }

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var rows = _fields.Lookup(batch, pass);
        var (items, history) = _history.Apply(rows, pass);
        var tokens = pass.Observe("tokens", cat([.. _tokens.Select(part => part.Apply(rows, pass))], 1));
        foreach (var layer in _layers)
        {
            (tokens, items) = layer.Apply(tokens, items, history, pass);
        }

        return _network.Apply(tokens.flatten(1), pass).flatten();
    }
}
