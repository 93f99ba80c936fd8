using RankElastor.Data.Configuration;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Layers;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo.Baselines;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Networks;

/// <summary>Options of <see cref="WuKong"/>.</summary>
public sealed record WuKongOptions
{
    /// <summary>The field vectors; E is 64.</summary>
    public FieldVectorOptions Fields { get; init; } = new() { Width = 64 };

    /// <summary>Layers, at least one.</summary>
    public int Depth { get; init; } = 3;

    /// <summary>Vectors of a layer that are weighted sums of those before.</summary>
    public int LinearVectors { get; init; } = 40;

    /// <summary>Vectors of a layer that are made from products.</summary>
    public int ProductVectors { get; init; } = 40;

    /// <summary>Columns of Y in x xᵀ Y; null for x xᵀ itself.</summary>
    public int? Rank { get; init; } = 8;

    /// <summary>The network on the products: hidden layers, activations, dropout.</summary>
    public required MlpOptions Products { get; init; }

    /// <summary>Normalises each vector behind a layer.</summary>
    public bool LayerNorm { get; init; } = true;

    /// <summary>The network on the last layer, which ends in one number.</summary>
    public required MlpOptions Head { get; init; }

    static readonly Key<int> _rank = Key.Whole(
        "fmp_rank_k", "Columns that products of all pairs are projected to; null for the products themselves.", 8,
        least: 1, most: Key.MostWidth);
    static readonly NetworkKeys _products =
        new("fmb_mlp_units", "fmb_mlp_activations", batchNorm: null, absent: [32, 32]);
    static readonly NetworkKeys _head = new(
        "mlp_hidden_units", "mlp_hidden_activations", dropout: null, "mlp_batch_norm", [32, 32], normalises: true);
    static readonly KeyTable<FieldVectorOptions> _fields = FieldVectorOptions.KeysFor(64);

    static KeyTable<WuKongOptions> Own { get; } = new(() => new WuKongOptions
    {
        Products = new() { HiddenUnits = [] },
        Head = new() { HiddenUnits = [] },
    })
    {
        { Key.Whole("num_wukong_layers", "Layers.", least: 1, most: Key.MostLayers), options => options.Depth },
        {
            Key.Whole(
                "lcb_features", "Vectors of a layer that are weighted sums of those before.", least: 1,
                most: Key.MostWidth),
            options => options.LinearVectors
        },
        {
            Key.Whole("fmb_features", "Vectors of a layer that are made from products.", least: 1, most: Key.MostWidth),
            options => options.ProductVectors
        },
        { Key.Flag("layer_norm", "Normalises each vector behind a layer."), options => options.LayerNorm },
    };

    /// <summary>The keys.</summary>
    internal static IReadOnlyList<Key> Keys { get; } = [.. _fields, _rank, .. Own, .. _products.Keys, .. _head.Keys];

    /// <summary>Reads the keys.</summary>
    public static WuKongOptions From(ConfigSection config) => Own.Read(config) with
    {
        Fields = _fields.Read(config),
        Rank = _rank.OrNull(config),
        Products = _products.Read(config, outputs: null),
        Head = _head.Read(config, outputs: 1),
    };
}

/// <summary>
/// WuKong (Zhang et al., 2024): layers that make new vectors from weighted sums and from products of all pairs, then an
/// MLP.
/// </summary>
public sealed class WuKong : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "WuKong", WuKongOptions.Keys,
        (config, schema, seed) => new WuKong(WuKongOptions.From(config), schema, seed));

    readonly FieldVectors _fields;
    readonly List<WuKongLayer> _layers = [];
    readonly Mlp _head;

    /// <summary>Builds the model.</summary>
    public WuKong(WuKongOptions options, Schema schema, int seed) : base(schema, seed)
    {
        _fields = new FieldVectors(AddFields("embedding_layer", options.Fields.Width), options.Fields, Parameters);
        var vectors = _fields.Rows;
        for (var i = 0; i < options.Depth; i++)
        {
            _layers.Add(new WuKongLayer(Root.Sub("wukong_stack").Sub(i), vectors, options));
            vectors = options.ProductVectors + options.LinearVectors;
        }

        _head = new Mlp(Root.Sub("fc"), vectors * options.Fields.Width, options.Head);
        Sites =
        [
            _fields.Site, .. _layers.SelectMany((layer, i) => layer.Sites($"layer{i + 1}")), .. _head.Sites("head"),
        ];
    }

    /// <inheritdoc/>
    /// <summary>Weights over the fields work on each coordinate of the embeddings.</summary>
    public override long ProductsPerRow => DenseParameters + _layers.Sum(layer => layer.FurtherProducts);

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var x = _fields.Apply(batch, pass);
        foreach (var layer in _layers)
        {
            x = layer.Apply(x, pass);
        }

        return _head.Apply(pass.Observe("wukong_stack", x).flatten(1), pass).flatten();
    }
}
