using RankElastor.Data.Configuration;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Interactions;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo.Baselines;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Products;


/// <summary>Options of <see cref="DeepIm"/>.</summary>
public sealed record DeepImOptions
{
    /// <summary>The field vectors.</summary>
    public FieldVectorOptions Fields { get; init; } = new();

    /// <summary>Most fields that interact, from 1 to 5.</summary>
    public int Order { get; init; } = 2;

    /// <summary>Batch normalisation of the interactions.</summary>
    public bool BatchNorm { get; init; }

    /// <summary>The network, or null.</summary>
    public MlpOptions? Network { get; init; }

    static readonly NetworkKeys _network = new(
        "hidden_units", "hidden_activations", batchNorm: "net_batch_norm", absent: [64, 64, 64]);

    /// <summary>The keys.</summary>
    internal static KeyTable<DeepImOptions> Keys { get; } = new(() => new DeepImOptions())
    {
        { FieldVectorOptions.Keys, options => options.Fields },
        { Key.Whole("im_order", "The most fields that interact.", least: 1, most: 5), options => options.Order },
        { Key.Flag("im_batch_norm", "Batch normalisation of the interactions."), options => options.BatchNorm },
        _network.Keys.Select(key => key.Name == "hidden_units" ? key with
        { Meaning = "Widths of the network's hidden layers; null for no network." } : key),
    };

    /// <summary>Reads the keys. <c>hidden_units: []</c> is a network of one product, null is none.</summary>
    public static DeepImOptions From(ConfigSection config)
    {
        var network = _network.Read(config, outputs: 1);
        var isLeftOut = config.Keys.Contains("hidden_units") && !config.Has("hidden_units");
        return Keys.Read(config) with { Network = isLeftOut ? null : network };
    }
}

/// <summary>
/// DeepIM (Yu et al., 2020): logit = w · [e_1, …, e_order] + MLP(field vectors), e_k the sum over k fields of the
/// product of their vectors.
/// </summary>
public sealed class DeepIm : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "DeepIM", [.. DeepImOptions.Keys],
        (config, schema, seed) => new DeepIm(DeepImOptions.From(config), schema, seed));

    const string Orders = "im_layer.orders";

    readonly FieldVectors _fields;
    readonly int _order;
    readonly BatchNorm? _norm;
    readonly Linear _last;
    readonly Mlp? _network;

    /// <summary>Builds the model.</summary>
    public DeepIm(DeepImOptions options, Schema schema, int seed) : base(schema, seed)
    {
        _order = options.Order;
        var numbers = _order * options.Fields.Width;
        _fields = new FieldVectors(AddFields("embedding_layer", options.Fields.Width), options.Fields, Parameters);
        _norm = options.BatchNorm ? new BatchNorm(Root.Sub("im_layer.bn"), numbers) : null;
        _last = new Linear(Root.Sub("im_layer.fc"), numbers, 1);
        _network = options.Network is { } network ? new Mlp(Root.Sub("dnn"), _fields.Numbers, network) : null;
        Sites = [_fields.Site, new Site("orders", Orders), .. _network?.Sites("dnn") ?? []];
    }

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var vectors = _fields.Apply(batch, pass);
        var orders = cat([.. SymmetricSums.Of(vectors, _order)], 1);
        pass.ObserveRows(Orders, orders, _order);
        var logits = _last.Apply(_norm?.Apply(orders, pass) ?? orders, pass);
        pass.Observe("im_layer", logits);
        return (_network is null ? logits : logits + _network.Apply(vectors.flatten(1), pass)).flatten();
    }
}
