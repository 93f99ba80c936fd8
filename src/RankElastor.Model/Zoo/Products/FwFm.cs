using RankElastor.Data.Configuration;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Interactions;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo.Baselines;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Products;


/// <summary>The linear part of <see cref="FwFm"/>.</summary>
public enum FwFmLinear
{
    /// <summary>FiLV: ⟨u_f, v_f⟩ with a vector u_f per field.</summary>
    FieldVectors,

    /// <summary>FeLV: ⟨u, v_f⟩ with a vector u per value, from tables of their own.</summary>
    ValueVectors,

    /// <summary>LW: a weight per value.</summary>
    Weights,
}

/// <summary>Options of <see cref="FwFm"/>.</summary>
public sealed record FwFmOptions
{
    /// <summary>The field vectors.</summary>
    public FieldVectorOptions Fields { get; init; } = new();

    /// <summary>The linear part.</summary>
    public FwFmLinear Linear { get; init; }

    /// <summary>The keys.</summary>
    internal static KeyTable<FwFmOptions> Keys { get; } = new(() => new FwFmOptions())
    {
        { FieldVectorOptions.Keys, options => options.Fields },
        {
            Key.Word(
                "linear_type",
                "Linear part: a vector per field (FiLV) or per value (FeLV), or a weight per value (LW).",
                ("FiLV", FwFmLinear.FieldVectors), ("FeLV", FwFmLinear.ValueVectors), ("LW", FwFmLinear.Weights)),
            options => options.Linear
        },
    };
}

/// <summary>
/// FwFM (Pan et al., 2018): logit = b + Σ_{f&lt;g} r_fg ⟨v_f, v_g⟩ + linear part, r a number per pair of fields.
/// </summary>
public sealed class FwFm : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "FwFM", [.. FwFmOptions.Keys],
        (config, schema, seed) => new FwFm(FwFmOptions.Keys.Read(config), schema, seed));

    const string LinearPath = "linear_weight_layer";

    readonly FieldVectors _fields;
    readonly PairwiseProducts _pairs;
    readonly Linear _weights;
    readonly Func<Tensor, Batch, ForwardPass, Tensor> _linear;

    /// <summary>Builds the model.</summary>
    public FwFm(FwFmOptions options, Schema schema, int seed) : base(schema, seed)
    {
        var width = options.Fields.Width;
        _fields = new FieldVectors(AddFields("embedding_layer", width), options.Fields, Parameters);
        _pairs = new PairwiseProducts(Root.Sub("inner_product_layer"), schema.ModelFields.Count);
        _weights = new Linear(Root.Sub("interaction_weight"), _pairs.Pairs, 1);
        _linear = options.Linear switch
        {
            FwFmLinear.FieldVectors => OfFields(),
            FwFmLinear.ValueVectors => OfValues(width),
            _ => OfWeights(),
        };
        Sites = [_fields.Site, .. _pairs.Sites];
    }

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var vectors = _fields.Apply(batch, pass);
        var products = _weights.Apply(_pairs.Apply(vectors, pass), pass);
        return (products + _linear(vectors, batch, pass)).flatten();
    }

    Func<Tensor, Batch, ForwardPass, Tensor> OfFields()
    {
        var layer = new Linear(Root.Sub(LinearPath), _fields.Numbers, 1, bias: false);
        return (vectors, _, pass) => layer.Apply(vectors.flatten(1), pass);
    }

    Func<Tensor, Batch, ForwardPass, Tensor> OfValues(int width)
    {
        var tables = AddFields(LinearPath, width);
        return (vectors, batch, pass) => (vectors * tables.Lookup(batch, pass)).sum([1, 2]).unsqueeze(1);
    }

    Func<Tensor, Batch, ForwardPass, Tensor> OfWeights()
    {
        var weights = AddLinearWeights(LinearPath, shares: true);
        return (_, batch, pass) => weights.Lookup(batch, pass).sum(1);
    }
}
