using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Interactions;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Baselines;

/// <summary>DeepFM (Guo et al., 2017): logit = FM(field vectors) + MLP(field vectors).</summary>
public sealed class DeepFm : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "DeepFM", BaselineConfig.Keys,
        (config, schema, seed) => new DeepFm(DnnOptions.From(config), schema, seed));

    readonly FieldVectors _fields;
    readonly WideLayer _wide;
    readonly PairwiseSum _pairs = new("fm.fm_layer");
    readonly Mlp _network;

    public DeepFm(DnnOptions options, Schema schema, int seed) : base(schema, seed)
    {
        _fields = new FieldVectors(AddFields("embedding_layer", options.Fields.Width), options.Fields, Parameters);
        _wide = new WideLayer(Root.Sub("fm.lr_layer"), AddLinearWeights("fm.lr_layer.embedding_layer"), bias: true);
        _network = new Mlp(Root.Sub("mlp"), _fields.Numbers, options.Network);
        Sites = [_fields.Site, _pairs.Site, .. _network.Sites("dnn")];
    }

    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var vectors = _fields.Apply(batch, pass);
        var machine = pass.Observe("fm", _wide.Apply(batch, pass) + _pairs.Apply(vectors, pass));
        return (machine + _network.Apply(vectors.flatten(1), pass)).flatten();
    }
}
