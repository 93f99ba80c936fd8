using RankElastor.Data.Configuration;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Activations;
using RankElastor.Model.Layers;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo.Baselines;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Networks;

/// <summary>Options of <see cref="Qnn"/>.</summary>
public sealed record QnnOptions
{
    /// <summary>The field vectors; E is 16.</summary>
    public FieldVectorOptions Fields { get; init; } = new() { Width = 16 };

    /// <summary>Layers, at least one.</summary>
    public int Depth { get; init; } = 3;

    /// <summary>The form of a layer, 1 … 30: the reference's T1 … T30.</summary>
    public int Neuron { get; init; } = 1;

    /// <summary>Behind each layer.</summary>
    public Activation Activation { get; init; } = Activation.Relu;

    /// <summary>Dropout behind each activation.</summary>
    public double Dropout { get; init; }

    /// <summary>Batch normalisation before each activation.</summary>
    public bool BatchNorm { get; init; }

    /// <summary>The keys.</summary>
    internal static KeyTable<QnnOptions> Keys { get; } = new(() => new QnnOptions())
    {
        { FieldVectorOptions.KeysFor(16), options => options.Fields },
        { Key.Whole("num_cross_layers", "Layers.", least: 1, most: Key.MostLayers), options => options.Depth },
        {
            Key.Word("neuron_type", "The form of a layer.", [.. Enumerable.Range(1, 30).Select(i => ($"T{i}", i))]),
            options => options.Neuron
        },
        {
            Activation.OfUnits.Key(
                "hidden_activations", "Behind each layer; null for none.", "relu", Activation.Identity),
            options => options.Activation
        },
        {
            Key.Real(NetworkKeys.NetDropout, "Dropout behind each layer.", least: 0, below: 1),
            options => options.Dropout
        },
        {
            Key.Flag(NetworkKeys.UsualBatchNorm, "Batch normalisation before each activation."),
            options => options.BatchNorm
        },
    };
}

/// <summary>
/// QNN (quadratic neural network of FuxiCTR's zoo): layers whose outputs are products of their inputs, in one of 30
/// forms, then a Linear. T1, T2 and T6 work on 100 numbers that a Linear makes first.
/// </summary>
public sealed class Qnn : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "QNN", [.. QnnOptions.Keys], (config, schema, seed) => new Qnn(QnnOptions.Keys.Read(config), schema, seed));

    readonly FieldVectors _fields;
    readonly Linear? _compression;
    readonly List<Func<Tensor, ForwardPass, Tensor>> _layers = [];
    readonly Linear _last;

    /// <summary>Builds the model.</summary>
    public Qnn(QnnOptions options, Schema schema, int seed) : base(schema, seed)
    {
        _fields = new FieldVectors(
            AddFields("embedding_layer", options.Fields.Width), options.Fields, Parameters, flat: true);
        var (network, width, rows) = (Root.Sub("qnn"), _fields.Numbers, _fields.Rows);
        var sites = new List<Site> { _fields.Site };
        if (QuadraticLayer.IsBilinear(options.Neuron))
        {
            _compression = new Linear(network.Sub("compressed"), width, QuadraticLayer.Compressed, bias: false);
            (width, rows) = (QuadraticLayer.Compressed, 0);
        }

        for (var i = 0; i < options.Depth; i++)
        {
            var layer = new QuadraticLayer(network.Sub("layer").Sub(i), width, options.Neuron);
            var norm = options.BatchNorm ? new BatchNorm(network.Sub("norm").Sub(i), width) : null;
            var function = options.Activation.Behind(network.Sub("activation").Sub(i), width);
            var (stage, dropoutLayer, shown) = ($"qnn.rows{i + 1}", Parameters.NextDropoutLayer(), rows);
            _layers.Add((x, pass) =>
            {
                var y = layer.Apply(x, pass);
                y = pass.ObserveRows(stage, function(norm?.Apply(y, pass) ?? y, pass), shown);
                return pass.Dropout(y, options.Dropout, dropoutLayer);
            });
            sites.Add(new($"layer{i + 1}", stage, rows > 0 ? SiteKind.Tokens : SiteKind.Vector));
        }

        _last = new Linear(network.Sub("fc"), width, 1);
        Warnings = _fields.Warnings;
        Sites = sites;
    }

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var x = _fields.Apply(batch, pass).flatten(1);
        x = _compression?.Apply(x, pass) ?? x;
        foreach (var layer in _layers)
        {
            x = layer(x, pass);
        }

        return pass.Observe("qnn", _last.Apply(x, pass)).flatten();
    }
}
