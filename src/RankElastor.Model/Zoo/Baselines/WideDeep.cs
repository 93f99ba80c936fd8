using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Interactions;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Baselines;

/// <summary>Wide&amp;Deep (Cheng et al., 2016): logit = Σ_f w_f + MLP(field vectors).</summary>
public sealed class WideDeep : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "WideDeep", BaselineConfig.Keys,
        (config, schema, seed) => new WideDeep(DnnOptions.From(config), schema, seed));

    readonly FieldVectors _fields;
    readonly WideLayer _wide;
    readonly Mlp _network;

    public WideDeep(DnnOptions options, Schema schema, int seed) : base(schema, seed)
    {
        _fields = new FieldVectors(AddFields("embedding_layer", options.Fields.Width), options.Fields, Parameters);
        _wide = new WideLayer(Root.Sub("lr_layer"), AddLinearWeights("lr_layer.embedding_layer"), bias: false);
        _network = new Mlp(Root.Sub("dnn"), _fields.Numbers, options.Network);
        Sites = [_fields.Site, .. _network.Sites("dnn")];
    }

    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var deep = _network.Apply(_fields.Apply(batch, pass).flatten(1), pass);
        return (_wide.Apply(batch, pass) + deep).flatten();
    }
}
