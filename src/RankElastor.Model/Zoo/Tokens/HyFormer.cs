using RankElastor.Data.Configuration;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Tokens;
using RankElastor.Model.Mixing;
using RankElastor.Model.Passes;
using RankElastor.Model.PerToken;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace RankElastor.Model.Zoo.Tokens;

/// <summary>Options of <see cref="HyFormer"/>.</summary>
public sealed record HyFormerOptions
{
    /// <summary>Tokens, layers, histories and the last network.</summary>
    public StreamOptions Stream { get; init; } = new();

    /// <summary>Queries that ask the history.</summary>
    public int Queries { get; init; } = 4;

    /// <summary>Whether a network of its own renews the history's tokens in each layer.</summary>
    public bool HistoryNetwork { get; init; } = true;

    /// <summary>How queries and fields are mixed.</summary>
    public TokenMixing Mixing { get; init; } = new BlockTransposeMixing();

    /// <summary>The network of each token.</summary>
    public required PerTokenOptions PerToken { get; init; }

    static readonly KeyTable<HyFormerOptions> _own = new(() => new HyFormerOptions { PerToken = null! })
    {
        {
            Key.Whole("query_num", "Queries that ask the history.", least: 1, most: Key.MostWidth),
            options => options.Queries
        },
        {
            Key.Flag("history_network", "A network renews the history's tokens in each layer."),
            options => options.HistoryNetwork
        },
    };

    /// <summary>The keys.</summary>
    internal static IReadOnlyList<Key> Keys { get; } =
        [.. StreamOptions.Keys, .. _own, .. TokenMixing.Keys, PerTokenConfig.Section];

    /// <summary>Reads the keys.</summary>
    public static HyFormerOptions From(ConfigSection config, Schema schema) => _own.Read(config) with
    {
        Stream = StreamOptions.From(config, schema),
        Mixing = TokenMixing.ReadOne(config, "2"),
        PerToken = PerTokenConfig.Read(config, isRankMixer: true),
    };
}

/// <summary>
/// HyFormer (HyFormer: revisiting the roles of sequence modeling and feature interaction in CTR prediction, 2026), our
/// reading: queries made of the fields' tokens and the mean item, by a GELU layer; in each layer they ask the history
/// (<see cref="HistoryQuery"/>), then RankMixer's block mixes queries and fields. A network reads all of them.
/// </summary>
/// <remarks>The block transpose needs a Token_dim that T and the queries together divide; see mixing_type.</remarks>
public sealed class HyFormer : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "HyFormer", HyFormerOptions.Keys,
        (config, schema, seed) => new HyFormer(HyFormerOptions.From(config, schema), schema, seed));

    readonly HyFormerOptions _options;
    readonly HistoryVectors _fields;
    readonly HistoryTokens _history;
    readonly FieldTokens _tokens;
    readonly Linear _queryHidden, _queries;
    readonly List<(HistoryQuery Ask, RankElastorBlock Block)> _layers = [];
    readonly Mlp _network;

    /// <summary>Builds the model.</summary>
    public HyFormer(HyFormerOptions options, Schema schema, int seed) : base(schema, seed)
    {
        _options = options;
        var (stream, all) = (options.Stream, options.Stream.Tokens + options.Queries);
        var width = stream.Width;
        _fields = AddHistories("", stream.EmbeddingWidth, stream.Pairs);
        _history = new HistoryTokens(Root.Sub("history_tokens"), _fields, width);
        _tokens = new FieldTokens(
            Root.Sub("field_tokens"), _fields, [.. _fields.Others], stream.Tokens, width);
        _queryHidden = new Linear(Root.Sub("queries").Sub("hidden"), (stream.Tokens + 1) * width, 2 * width);
        _queries = new Linear(Root.Sub("queries").Sub("output"), 2 * width, options.Queries * width);
        for (var i = 0; i < stream.Depth; i++)
        {
            var scope = Root.Sub("backbone").Sub(i);
            _layers.Add((
                new HistoryQuery(scope.Sub("history"), width, stream.Heads, options.HistoryNetwork),
                new RankElastorBlock(scope.Sub("block"), options.Mixing, all, width, options.PerToken)));
        }

        _network = new Mlp(Root.Sub("pred"), all * width, stream.Network);
        Sites =
        [
            .. _fields.Sites, _history.Site("items"), _tokens.Site("tokens"), new("queries", "queries"),
            .. _layers.SelectMany((layer, i) => layer.Ask.Sites($"block{i + 1}").Concat(
                layer.Block.Sites($"block{i + 1}").SkipLast(1)).Append(new($"block{i + 1}", Stage(i)))),
            .. _network.Sites("head"),
        ];
    }

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var rows = _fields.Lookup(batch, pass);
        var (items, history) = _history.Apply(rows, pass);
        var tokens = _tokens.Apply(rows, pass);
        var hidden = functional.gelu(_queryHidden.Apply(cat([tokens.flatten(1), history.Mean(items)], 1), pass));
        var queries = pass.Observe("queries", _queries.Apply(hidden, pass).unflatten(1, _options.Queries, -1));
        for (var i = 0; i < _layers.Count; i++)
        {
            (queries, items) = _layers[i].Ask.Apply(queries, items, history, pass);
            var mixed = pass.Observe(Stage(i), _layers[i].Block.Apply(cat([queries, tokens], 1), pass));
            queries = mixed.narrow(1, 0, _options.Queries);
            tokens = mixed.narrow(1, _options.Queries, _options.Stream.Tokens);
        }

        return _network.Apply(cat([queries, tokens], 1).flatten(1), pass).flatten();
    }

    static string Stage(int layer) => $"backbone.{layer}.output";
}
