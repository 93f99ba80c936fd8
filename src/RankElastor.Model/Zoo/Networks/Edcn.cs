using RankElastor.Data.Configuration;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Activations;
using RankElastor.Model.Layers;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo.Baselines;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Networks;

/// <summary>How EDCN joins its two sides behind a layer.</summary>
public enum BridgeKind
{
    /// <summary>x ⊙ y.</summary>
    Product,

    /// <summary>x + y.</summary>
    Sum,

    /// <summary>relu(W [x, y] + b).</summary>
    Concatenation,

    /// <summary>a(x) ⊙ x + a(y) ⊙ y with one network a, which ends in a softmax; the reference's form.</summary>
    Attention,
}

/// <summary>Options of <see cref="Edcn"/>.</summary>
public sealed record EdcnOptions
{
    /// <summary>The field vectors.</summary>
    public FieldVectorOptions Fields { get; init; } = new();

    /// <summary>Layers of both sides, at least one.</summary>
    public int Depth { get; init; } = 3;

    /// <summary>How the sides are joined.</summary>
    public BridgeKind Bridge { get; init; }

    /// <summary>Divides the fields' weights before their softmax.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Behind the deep side's layers.</summary>
    public Activation Activation { get; init; } = Activation.Relu;

    /// <summary>Dropout behind the deep side's activations.</summary>
    public double Dropout { get; init; }

    /// <summary>Whether the weighted input of each side is normalised by batch.</summary>
    public bool BatchNorm { get; init; }

    /// <summary>The keys.</summary>
    internal static KeyTable<EdcnOptions> Keys { get; } = new(() => new EdcnOptions())
    {
        { FieldVectorOptions.KeysFor(10), options => options.Fields },
        {
            Key.Whole("num_cross_layers", "Layers of both sides.", least: 1, most: Key.MostLayers),
            options => options.Depth
        },
        {
            Key.Word("bridge_type", "How the two sides are joined behind each layer.",
                ("hadamard_product", BridgeKind.Product), ("pointwise_addition", BridgeKind.Sum),
                ("concatenation", BridgeKind.Concatenation), ("attention_pooling", BridgeKind.Attention)),
            options => options.Bridge
        },
        {
            Key.Real("temperature", "Divides the fields' weights before their softmax.", above: 0),
            options => options.Temperature
        },
        {
            Activation.OfUnits.Key(
                "hidden_activations", "Behind the deep side's layers; null for none.", "relu", Activation.Identity),
            options => options.Activation
        },
        {
            Key.Real(NetworkKeys.NetDropout, "Dropout behind the deep side's activations.", least: 0, below: 1),
            options => options.Dropout
        },
        {
            Key.Flag(NetworkKeys.UsualBatchNorm, "Batch normalisation of each side's weighted input."),
            options => options.BatchNorm
        },
    };
}

/// <summary>
/// EDCN (Chen et al., 2021): crossings x_0 (w · x) + b beside layers of a network, joined behind each layer; what was
/// joined goes into both again, its fields weighted for each side.
/// </summary>
public sealed class Edcn : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "EDCN", [.. EdcnOptions.Keys], (config, schema, seed) => new Edcn(EdcnOptions.Keys.Read(config), schema, seed));

    readonly FieldVectors _fields;
    readonly List<EdcnLayer> _layers = [];
    readonly Linear _last;

    /// <summary>Builds the model.</summary>
    public Edcn(EdcnOptions options, Schema schema, int seed) : base(schema, seed)
    {
        _fields = new FieldVectors(AddFields("embedding_layer", options.Fields.Width), options.Fields, Parameters);
        for (var i = 0; i < options.Depth; i++)
        {
            _layers.Add(new EdcnLayer(Root, i, _fields.Rows, options));
        }

        _last = new Linear(Root.Sub("fc"), 3 * _fields.Numbers, 1);
        Sites = [_fields.Site, .. _layers.SelectMany((layer, i) => layer.Sites($"layer{i + 1}"))];
    }

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var joined = _fields.Apply(batch, pass).flatten(1);
        Tensor? first = null, cross = null, deep = null;
        foreach (var layer in _layers)
        {
            (cross, deep) = layer.Regulate(joined, pass);
            first ??= cross;
            (cross, deep, joined) = layer.Apply(first, cross, deep, pass);
        }

        return _last.Apply(cat([cross!, deep!, joined], 1), pass).flatten();
    }
}
