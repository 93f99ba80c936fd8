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

    /// <summary>Whether a token sees none behind it, so that items see no fields.</summary>
    public bool Causal { get; init; } = true;

    /// <summary>Whether each field is a token, in place of T parts of one map of all.</summary>
    public bool FieldsApart { get; init; }

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
        {
            Key.Flag("causal", "No token sees one behind it, so that items see no fields. False: all see all."),
            options => options.Causal
        },
        {
            Key.Flag("token_per_field", "Each field is a token of its own, whatever Token_num says."),
            options => options.FieldsApart
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
/// fields' tokens are T parts of one linear map of all fields, and a network reads the last ones side by side. With
/// <c>causal: False</c> and <c>token_per_field: True</c> it is the plain union of fields and history in one stream.
/// </summary>
public sealed class OneTrans : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "OneTrans", OneTransOptions.Keys,
        (config, schema, seed) => new OneTrans(OneTransOptions.From(config, schema), schema, seed));

    const string Tokens = "field_tokens";
    readonly OneTransOptions _options;
    readonly int _count; // of the fields' tokens
    readonly HistoryVectors _fields;
    readonly HistoryTokens _history;
    readonly List<FieldTokens> _tokens = [];
    readonly List<StreamLayer> _layers = [];
    readonly Mlp _network;

    /// <summary>Builds the model.</summary>
    public OneTrans(OneTransOptions options, Schema schema, int seed) : base(schema, seed)
    {
        _options = options;
        var stream = options.Stream;
        _fields = AddHistories("", stream.EmbeddingWidth, stream.Pairs);
        _history = new HistoryTokens(Root.Sub("history_tokens"), _fields, stream.Width);
        string[] others = [.. _fields.Others];
        _count = options.FieldsApart ? others.Length : stream.Tokens;
        _tokens.AddRange(options.FieldsApart
            ? others.Select((name, i) => new FieldTokens(Root.Sub(Tokens).Sub(i), _fields, [name], 1, stream.Width))
            : [new FieldTokens(Root.Sub(Tokens), _fields, others, _count, stream.Width)]);
        var hidden = Math.Max(1, (int)(options.Expansion * stream.Width));
        for (var i = 0; i < stream.Depth; i++)
        {
            _layers.Add(new StreamLayer(
                Root.Sub("backbone").Sub(i), _count, stream.Width, stream.Heads, hidden, options.Causal));
        }

        _network = new Mlp(Root.Sub("pred"), _count * stream.Width, stream.Network);
        Sites =
        [
            .. _fields.Sites, _history.Site("items"), new("tokens", Tokens),
            .. _layers.SelectMany((layer, i) => layer.Sites($"block{i + 1}", Kept(i))), .. _network.Sites("head"),
        ];
    }

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var rows = _fields.Lookup(batch, pass);
        var (items, present) = _history.Padded(rows, pass);
        var tokens = _options.FieldsApart
            ? pass.Observe(Tokens, cat([.. _tokens.Select(token => token.Apply(rows, pass))], 1))
            : _tokens[0].Apply(rows, pass);
        var x = cat([items, tokens], 1);
        for (var i = 0; i < _layers.Count; i++)
        {
            (x, present) = _layers[i].Apply(x, present, Kept(i), pass);
        }

        x = x.narrow(1, x.shape[1] - _count, _count);
        return _network.Apply(x.flatten(1), pass).flatten();
    }

    /// <summary>Items that are left behind a layer.</summary>
    int Kept(int layer) => _options.Pyramid
        ? _history.Length * (_layers.Count - 1 - layer) / _layers.Count : _history.Length;
}
