using RankElastor.Data.Configuration;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Tokens;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Tokens;

/// <summary>Options of <see cref="OneTrans"/>.</summary>
public sealed record OneTransOptions
{
    /// <summary>Tokens, layers, histories and the last network.</summary>
    public StreamOptions Stream { get; init; } = new();

    /// <summary>Hidden width of the networks over D.</summary>
    public double Expansion { get; init; } = 4;

    /// <summary>Whether each layer keeps only the tail of the history, none behind the last.</summary>
    public bool Pyramid { get; init; } = true;

    static readonly KeyTable<OneTransOptions> _own = new(() => new OneTransOptions())
    {
        {
            Key.Real("expansion_rate", "Hidden width of networks over that of a token.", above: 0, most: 1000),
            options => options.Expansion
        },
        {
            Key.Flag("pyramid", "Each layer keeps only the tail of the history, evenly fewer items, none at last."),
            options => options.Pyramid
        },
    };

    /// <summary>The keys.</summary>
    internal static IReadOnlyList<Key> Keys { get; } = [.. StreamOptions.Keys, .. _own];

    /// <summary>Reads the keys.</summary>
    public static OneTransOptions From(ConfigSection config, Schema schema) => _own.Read(config) with
    {
        Stream = StreamOptions.From(config, schema),
    };
}

/// <summary>
/// OneTrans (Zhang et al., OneTrans: unified feature interaction and sequence modeling with one transformer, 2026), our
/// reading: items of histories, then tokens of the fields, in one causal stream (<see cref="StreamLayer"/>); the
/// fields' tokens are T parts of one linear map of all fields, and a network reads the last ones side by side.
/// </summary>
public sealed class OneTrans : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "OneTrans", OneTransOptions.Keys,
        (config, schema, seed) => new OneTrans(OneTransOptions.From(config, schema), schema, seed));

    readonly OneTransOptions _options;
    readonly HistoryVectors _fields;
    readonly HistoryTokens _history;
    readonly FieldTokens _tokens;
    readonly List<StreamLayer> _layers = [];
    readonly Mlp _network;

    /// <summary>Builds the model.</summary>
    public OneTrans(OneTransOptions options, Schema schema, int seed) : base(schema, seed)
    {
        _options = options;
        var stream = options.Stream;
        _fields = AddHistories("", stream.EmbeddingWidth, stream.Pairs);
        _history = new HistoryTokens(Root.Sub("history_tokens"), _fields, stream.Width);
        _tokens = new FieldTokens(
            Root.Sub("field_tokens"), _fields, [.. _fields.Others], stream.Tokens, stream.Width);
        var hidden = Math.Max(1, (int)(options.Expansion * stream.Width));
        for (var i = 0; i < stream.Depth; i++)
        {
            _layers.Add(new StreamLayer(
                Root.Sub("backbone").Sub(i), stream.Tokens, stream.Width, stream.Heads, hidden));
        }

        _network = new Mlp(Root.Sub("pred"), stream.Tokens * stream.Width, stream.Network);
        Sites =
        [
            .. _fields.Sites, _history.Site("items"), _tokens.Site("tokens"),
            .. _layers.SelectMany((layer, i) => layer.Sites($"block{i + 1}")), .. _network.Sites("head"),
        ];
    }

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var rows = _fields.Lookup(batch, pass);
        var (items, present) = _history.Apply(rows, pass);
        var x = cat([items, _tokens.Apply(rows, pass)], 1);
        for (var i = 0; i < _layers.Count; i++)
        {
            (x, present) = _layers[i].Apply(x, present, Kept(i), pass);
        }

        x = x.narrow(1, x.shape[1] - _options.Stream.Tokens, _options.Stream.Tokens);
        return _network.Apply(x.flatten(1), pass).flatten();
    }

    /// <summary>Items that are left behind a layer.</summary>
    int Kept(int layer) => _options.Pyramid
        ? _history.Length * (_layers.Count - 1 - layer) / _layers.Count : _history.Length;
}
