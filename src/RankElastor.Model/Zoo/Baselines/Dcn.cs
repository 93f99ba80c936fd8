using RankElastor.Data.Configuration;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Interactions;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Baselines;

/// <summary>Options of <see cref="Dcn"/>.</summary>
public sealed record DcnOptions
{
    public FieldVectorOptions Fields { get; init; } = new();

    /// <summary>The network beside the crossings; without hidden layers there is none.</summary>
    public required MlpOptions Network { get; init; }

    public int Depth { get; init; } = 3;

    /// <summary>Reads <c>dnn_hidden_units</c> …, and <c>num_cross_layers</c> or <c>crossing_layers</c>.</summary>
    public static DcnOptions From(ConfigSection config) => new()
    {
        Fields = FieldVectorOptions.Keys.Read(config),
        Network = BaselineConfig.HiddenLayers(
            config, BaselineConfig.DnnHiddenUnits with { Default = [] }, outputs: null),
        Depth = BaselineConfig.Crossings(config),
    };
}

/// <summary>DCN (Wang et al., 2017): a Linear on the cross network's and the MLP's results side by side.</summary>
public sealed class Dcn : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "DCN", BaselineConfig.Keys,
        (config, schema, seed) => new Dcn(DcnOptions.From(config), schema, seed));

    readonly FieldVectors _fields;
    readonly CrossNet _crossings;
    readonly Mlp? _network;
    readonly Linear _last;

    public Dcn(DcnOptions options, Schema schema, int seed) : base(schema, seed)
    {
        _fields = new FieldVectors(
            AddFields("embedding_layer", options.Fields.Width), options.Fields, Parameters, flat: true);
        var hasNetwork = options.Network.HiddenUnits.Count > 0;
        _network = hasNetwork ? new Mlp(Root.Sub("dnn"), _fields.Numbers, options.Network) : null;
        _crossings = new CrossNet(Root.Sub("crossnet"), _fields.Numbers, options.Depth, _fields.Rows);
        _last = new Linear(Root.Sub("fc"), _fields.Numbers + (_network?.Outputs ?? 0), 1);
        Warnings = _fields.Warnings;
        Sites = [_fields.Site, .. _crossings.Sites, .. _network?.Sites("dnn") ?? []];
    }

    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var flat = _fields.Apply(batch, pass).flatten(1);
        var crossed = _crossings.Apply(flat, pass);
        return _last.Apply(_network is null ? crossed : cat([crossed, _network.Apply(flat, pass)], 1), pass).flatten();
    }
}
