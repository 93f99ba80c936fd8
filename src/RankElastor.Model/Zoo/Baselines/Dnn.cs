using RankElastor.Data.Configuration;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Layers;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Baselines;

/// <summary>Options of the models made of field vectors and one network: DNN, Wide&amp;Deep, DeepFM, PNN.</summary>
public sealed record DnnOptions
{
    /// <summary>The field vectors.</summary>
    public FieldVectorOptions Fields { get; init; } = new();

    /// <summary>The network, which ends in one number.</summary>
    public required MlpOptions Network { get; init; }

    /// <summary>Reads <c>hidden_units</c> with its companions, and the fields' options.</summary>
    public static DnnOptions From(ConfigSection config) => new()
    {
        Fields = FieldVectorOptions.Keys.Read(config),
        Network = BaselineConfig.HiddenLayers(config, BaselineConfig.HiddenUnits, outputs: 1),
    };
}

/// <summary>DNN: an MLP on the flattened field vectors.</summary>
public sealed class Dnn : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "DNN", BaselineConfig.Keys,
        (config, schema, seed) => new Dnn(DnnOptions.From(config), schema, seed));

    readonly FieldVectors _fields;
    readonly Mlp _network;

    /// <summary>Builds the model.</summary>
    public Dnn(DnnOptions options, Schema schema, int seed) : base(schema, seed)
    {
        _fields = new FieldVectors(
            AddFields("embedding_layer", options.Fields.Width), options.Fields, Parameters, flat: true);
        _network = new Mlp(Root.Sub("mlp"), _fields.Numbers, options.Network);
        Warnings = _fields.Warnings;
        Sites = [_fields.Site, .. _network.Sites("dnn")];
    }

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass) =>
        _network.Apply(_fields.Apply(batch, pass).flatten(1), pass).flatten();
}
