using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Layers.Interactions;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo.Baselines;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Products;

/// <summary>
/// LorentzFM (Xu and Wu, 2020): vectors are points of a hyperboloid, whose first coordinate is u = √(1 + |v|²),
/// and logit = Σ_{f&lt;g} ((u_f − 1) (u_g − 1) − ⟨v_f, v_g⟩) / (u_f u_g), the slack of the triangle inequality.
/// There are no other weights.
/// </summary>
public sealed class LorentzFm : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "LorentzFM", [.. FieldVectorOptions.Keys],
        (config, schema, seed) => new LorentzFm(FieldVectorOptions.Keys.Read(config), schema, seed));

    readonly FieldVectors _fields;
    readonly PairwiseProducts _products;
    readonly FieldPairs _pairs;

    /// <summary>Builds the model.</summary>
    public LorentzFm(FieldVectorOptions options, Schema schema, int seed) : base(schema, seed)
    {
        _fields = new FieldVectors(AddFields("embedding_layer", options.Width), options, Parameters);
        _products = new PairwiseProducts(Root.Sub("inner_product_layer"), schema.ModelFields.Count);
        _pairs = new FieldPairs(schema.ModelFields.Count);
        Sites = [_fields.Site, .. _products.Sites];
    }

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var vectors = _fields.Apply(batch, pass);
        var squares = (vectors * vectors).sum(-1); // [B, F]
        var first = (squares + 1).sqrt();
        var beyond = squares / (first + 1); // u − 1 without cancellation
        var slack = _pairs.First(beyond) * _pairs.Second(beyond) - _products.Apply(vectors, pass); // [B, P]
        return (slack / (_pairs.First(first) * _pairs.Second(first))).sum(1);
    }
}
