using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Layers.Interactions;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Baselines;

/// <summary>FM (Rendle, 2010): logit = b + Σ_f w_f + Σ_{f&lt;g} ⟨v_f, v_g⟩.</summary>
public sealed class FactorisationMachine : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "FM", [.. FieldVectorOptions.Keys],
        (config, schema, seed) => new FactorisationMachine(FieldVectorOptions.Keys.Read(config), schema, seed));

    readonly FieldVectors _fields;
    readonly WideLayer _wide;
    readonly PairwiseSum _pairs = new("fm.fm_layer");

    /// <summary>Builds the model.</summary>
    public FactorisationMachine(FieldVectorOptions options, Schema schema, int seed) : base(schema, seed)
    {
        _fields = new FieldVectors(AddFields("embedding_layer", options.Width), options, Parameters);
        _wide = new WideLayer(Root.Sub("fm.lr_layer"), AddLinearWeights("fm.lr_layer.embedding_layer"), bias: true);
        Sites = [_fields.Site, _pairs.Site];
    }

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var vectors = _fields.Apply(batch, pass);
        return pass.Observe("fm", _wide.Apply(batch, pass) + _pairs.Apply(vectors, pass)).flatten();
    }
}
