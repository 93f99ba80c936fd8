using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Interactions;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Baselines;

/// <summary>Inner-product PNN (Qu et al., 2016): an MLP on the field vectors and their pairs' products.</summary>
public sealed class Pnn : RankingModel
{
    static readonly Key<string> _product =
        Key.Word("product_type", "How pairs are multiplied; FuxiCTR has no other way either.", ("inner", "inner"));

    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "PNN", [.. BaselineConfig.Keys, _product],
        (config, schema, seed) =>
        {
            _product.Read(config);
            return new Pnn(DnnOptions.From(config), schema, seed);
        });

    readonly FieldVectors _fields;
    readonly PairwiseProducts _pairs;
    readonly Mlp _network;

    public Pnn(DnnOptions options, Schema schema, int seed) : base(schema, seed)
    {
        var count = schema.ModelFields.Count;
        if (count < 2)
        {
            throw InputException.At($"{schema.DatasetId}: fields for PNN", $"{count}", "at least 2");
        }

        _fields = new FieldVectors(AddFields("embedding_layer", options.Fields.Width), options.Fields, Parameters);
        _pairs = new PairwiseProducts(Root.Sub("inner_product_layer"), count);
        _network = new Mlp(Root.Sub("dnn"), _fields.Numbers + _pairs.Pairs, options.Network);
        Sites = [_fields.Site, .. _pairs.Sites, .. _network.Sites("dnn")];
    }

    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var vectors = _fields.Apply(batch, pass);
        return _network.Apply(cat([vectors.flatten(1), _pairs.Apply(vectors, pass)], 1), pass).flatten();
    }
}
