using RankElastor.Data.Configuration;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Interactions;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo.Baselines;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Networks;

/// <summary>Options of <see cref="Gdcn"/>.</summary>
public sealed record GdcnOptions
{
    /// <summary>The field vectors.</summary>
    public FieldVectorOptions Fields { get; init; } = new();

    /// <summary>Crossings, at least one.</summary>
    public int Depth { get; init; } = 3;

    /// <summary>Hidden layers of the network on the crossings' result, or beside them; at least one.</summary>
    public required MlpOptions Network { get; init; }

    /// <summary>Whether the network stands beside the crossings (GDCN-P), not on their result (GDCN-S).</summary>
    public bool Parallel { get; init; }

    static readonly Key<int> _depth =
        Key.Whole("num_cross_layers", "Crossings.", 3, least: 1, most: Key.MostLayers);
    static readonly NetworkKeys _network = new("dnn_hidden_units", "dnn_activations");

    /// <summary>The keys.</summary>
    internal static IReadOnlyList<Key> Keys { get; } = [.. FieldVectorOptions.Keys, _depth, .. _network.Keys];

    /// <summary>Reads the keys.</summary>
    public static GdcnOptions From(ConfigSection config, bool parallel)
    {
        var network = _network.Read(config, outputs: parallel ? null : 1);
        return network.HiddenUnits.Count == 0
            ? throw config.Wrong("dnn_hidden_units", "no hidden layers", "at least one")
            : new GdcnOptions
            {
                Fields = FieldVectorOptions.Keys.Read(config),
                Depth = _depth.Read(config),
                Network = network,
                Parallel = parallel,
            };
    }
}

/// <summary>
/// GDCN (Wang et al., 2023): gated crossings, and an MLP on their result (GDCN) or beside them (GDCNP).
/// </summary>
public sealed class Gdcn : RankingModel
{
    /// <summary>The entry of the stacked form.</summary>
    internal static ZooModel Entry { get; } = Of("GDCN", parallel: false);

    /// <summary>The entry of the parallel form.</summary>
    internal static ZooModel EntryInParallel { get; } = Of("GDCNP", parallel: true);

    readonly FieldVectors _fields;
    readonly GatedCrossNet _crossings;
    readonly Mlp _network;
    readonly Linear? _last;

    /// <summary>Builds the model.</summary>
    public Gdcn(GdcnOptions options, Schema schema, int seed) : base(schema, seed)
    {
        _fields = new FieldVectors(
            AddFields("embedding_layer", options.Fields.Width), options.Fields, Parameters, flat: true);
        _crossings = new GatedCrossNet(Root.Sub("cross_net"), _fields.Numbers, options.Depth, _fields.Rows);
        _network = new Mlp(Root.Sub("dnn"), _fields.Numbers, options.Network);
        _last = options.Parallel ? new Linear(Root.Sub("fc"), _fields.Numbers + _network.Outputs, 1) : null;
        Warnings = _fields.Warnings;
        Sites = [_fields.Site, .. _crossings.Sites, .. _network.Sites("dnn")];
    }

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var flat = _fields.Apply(batch, pass).flatten(1);
        var crossed = _crossings.Apply(flat, pass);
        return (_last is null
            ? _network.Apply(crossed, pass)
            : _last.Apply(cat([crossed, _network.Apply(flat, pass)], 1), pass)).flatten();
    }

    static ZooModel Of(string name, bool parallel) => new(
        name, GdcnOptions.Keys,
        (config, schema, seed) => new Gdcn(GdcnOptions.From(config, parallel), schema, seed));
}
