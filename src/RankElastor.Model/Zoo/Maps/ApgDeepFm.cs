using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Interactions;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo.Baselines;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Maps;

/// <summary>DeepFM whose MLP's weights are generated for each row: APG (Yan et al., 2022).</summary>
public sealed class ApgDeepFm : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "APG_DeepFM", [.. BaselineConfig.Keys, .. ApgOptions.Keys],
        (config, schema, seed) => new ApgDeepFm(DnnOptions.From(config), ApgOptions.From(config), schema, seed));

    readonly FieldVectors _fields;
    readonly ApgCondition _condition;
    readonly WideLayer _wide;
    readonly PairwiseSum _pairs = new("fm.fm_layer");
    readonly GeneratedMlp _network;

    /// <summary>Builds the model.</summary>
    public ApgDeepFm(DnnOptions options, ApgOptions generation, Schema schema, int seed) : base(schema, seed)
    {
        var width = options.Fields.Width;
        var tables = AddFields("", width);
        _fields = new FieldVectors(tables, options.Fields, Parameters);
        _wide = new WideLayer(Root.Sub("fm.lr_layer"), AddLinearWeights("fm.lr_layer.embedding_layer"), bias: true);
        _condition = ApgCondition.From(generation, schema.ModelFields, tables, fields =>
            new FieldVectors(AddFields("condition_emb_layer", width, fields), options.Fields, Parameters, flat: true));
        _network = new GeneratedMlp(
            Root.Sub("mlp"), _fields.Numbers, options.Network, _condition.Width, generation.Generation);
        Sites = [_fields.Site, _pairs.Site, .. _network.Sites("dnn")];
    }

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var vectors = _fields.Apply(batch, pass);
        var flat = vectors.flatten(1);
        var machine = pass.Observe("fm", _wide.Apply(batch, pass) + _pairs.Apply(vectors, pass));
        return (machine + _network.Apply(flat, _condition.Of(batch, flat, pass), pass)).flatten();
    }
}
