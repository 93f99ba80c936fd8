using RankElastor.Data.Configuration;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Interactions;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo.Baselines;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Maps;

/// <summary>Options of <see cref="InterHAt"/>.</summary>
public sealed record InterHAtOptions
{
    static readonly NetworkKeys _network = new("hidden_units", "hidden_activations", absent: [64, 64]);

    /// <summary>The field vectors.</summary>
    public FieldVectorOptions Fields { get; init; } = new();

    /// <summary>The network on the last aggregate, which ends in one number; its dropout is attention's too.</summary>
    public required MlpOptions Network { get; init; }

    /// <summary>The transformer before the aggregations.</summary>
    public FieldTransformerOptions Transformer { get; init; } = new();

    /// <summary>Aggregations; the p-th sees crosses of p fields.</summary>
    public int Order { get; init; } = 2;

    /// <summary>The keys.</summary>
    internal static KeyTable<InterHAtOptions> Keys { get; } =
        new(() => new InterHAtOptions { Network = new() { HiddenUnits = [] } })
    {
        { FieldVectorOptions.Keys, options => options.Fields },
        _network.Keys,
        {
            Key.Whole(
                "order", "Aggregations of fields; the last sees crosses of so many.", least: 1, most: Key.MostLayers),
            options => options.Order
        },
        {
            new KeyTable<FieldTransformerOptions>(() => new FieldTransformerOptions())
            {
                {
                    Key.Whole("num_heads", "Heads of the attention.", least: 1, most: Key.MostWidth),
                    part => part.Heads
                },
                {
                    Key.Whole("attention_dim", "Width of each head.", least: 1, most: Key.MostWidth),
                    part => part.HeadWidth
                },
                { HeadSplitting.Key, part => part.Split },
                {
                    Key.Whole(
                        "hidden_dim", "Width of the hidden layers of aggregations and of the network for each field.",
                        least: 1, most: Key.MostWidth).OrNone() with
                    { DefaultWords = "4 embedding_dim", Example = "32" },
                    part => part.Hidden
                },
                { Key.Flag("layer_norm", "Normalises behind attention and network."), part => part.LayerNorm },
                { Key.Flag("use_residual", "Adds the input behind attention and network."), part => part.Residual },
            },
            options => options.Transformer
        },
    };

    /// <summary>Reads the keys; <c>net_dropout</c> drops attention's weights and outputs too.</summary>
    public static InterHAtOptions From(ConfigSection config)
    {
        var network = _network.Read(config, outputs: 1);
        var options = Keys.Read(config);
        return options with
        {
            Network = network,
            Transformer = options.Transformer with { Dropout = network.Dropout[0] },
        };
    }
}

/// <summary>
/// InterHAt (Li et al., 2020): a transformer of fields gives X¹; attention aggregates X^p to u_p, X^{p+1} = u_p ⊙ X¹ +
/// X^p; the u's are aggregated once more, and an MLP sees the result.
/// </summary>
public sealed class InterHAt : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "InterHAt", [.. InterHAtOptions.Keys],
        (config, schema, seed) => new InterHAt(InterHAtOptions.From(config), schema, seed));

    readonly FieldVectors _fields;
    readonly FieldTransformer _transformer;
    readonly List<FieldAggregation> _orders = [];
    readonly FieldAggregation _last;
    readonly Mlp _network;

    /// <summary>Builds the model.</summary>
    public InterHAt(InterHAtOptions options, Schema schema, int seed) : base(schema, seed)
    {
        var width = options.Fields.Width;
        var hidden = options.Transformer.Hidden ?? 4 * width;
        _fields = new FieldVectors(AddFields("embedding_layer", width), options.Fields, Parameters);
        _transformer = new FieldTransformer(Root, width, options.Transformer);
        for (var p = 0; p < options.Order; p++)
        {
            _orders.Add(new FieldAggregation(Root.Sub("aggregation_layers").Sub(p), width, hidden));
        }

        _last = new FieldAggregation(Root.Sub("attentional_score"), width, hidden);
        _network = new Mlp(Root.Sub("mlp"), width, options.Network);
        var crosses = Enumerable.Range(2, options.Order - 1).Select(p => new Site($"order{p}", Crosses(p)));
        Sites =
        [
            _fields.Site, .. _transformer.Sites, .. crosses, new("aggregates", Aggregates), .. _network.Sites("dnn"),
        ];
    }

    /// <inheritdoc/>
    /// <summary>All but the last network sees every field.</summary>
    public override long ProductsPerRow => DenseParameters * _fields.Rows;

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var first = _transformer.Apply(_fields.Apply(batch, pass), pass); // [B, F, E]
        var crosses = first;
        var aggregates = new List<Tensor> { _orders[0].Apply(first, pass) };
        for (var p = 1; p < _orders.Count; p++)
        {
            crosses = pass.Observe(Crosses(p + 1), crosses.addcmul(aggregates[^1].unsqueeze(1), first, 1));
            aggregates.Add(_orders[p].Apply(crosses, pass));
        }

        var all = pass.Observe(Aggregates, stack(aggregates, 1)); // [B, orders, E]
        return _network.Apply(_last.Apply(all, pass), pass).flatten();
    }

    const string Aggregates = "aggregates";

    static string Crosses(int order) => $"order{order}";
}
