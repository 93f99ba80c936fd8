using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Interactions;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo.Baselines;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Products;

/// <summary>NFM (He and Chua, 2017): logit = Σ_f w_f + MLP(Σ_{f&lt;g} v_f ⊙ v_g).</summary>
public sealed class Nfm : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "NFM", BaselineConfig.Keys,
        (config, schema, seed) => new Nfm(DnnOptions.From(config), schema, seed));

    readonly FieldVectors _fields;
    readonly WideLayer _wide;
    readonly PairwiseSum _pooling = new("bi_pooling_layer");
    readonly Mlp _network;

    /// <summary>Builds the model.</summary>
    public Nfm(DnnOptions options, Schema schema, int seed) : base(schema, seed)
    {
        _fields = new FieldVectors(AddFields("embedding_layer", options.Fields.Width), options.Fields, Parameters);
        _wide = new WideLayer(Root.Sub("lr_layer"), AddLinearWeights("lr_layer.embedding_layer"), bias: false);
        _network = new Mlp(Root.Sub("dnn"), options.Fields.Width, options.Network);
        Sites = [_fields.Site, _pooling.Site, .. _network.Sites("dnn")];
    }

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var pooled = _pooling.Pool(_fields.Apply(batch, pass), pass); // [B, E]
        return (_wide.Apply(batch, pass) + _network.Apply(pooled, pass)).flatten();
    }
}
