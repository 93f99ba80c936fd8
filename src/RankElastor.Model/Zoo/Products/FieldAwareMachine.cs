using RankElastor.Data.Configuration;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Layers.Interactions;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo.Baselines;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Products;

/// <summary>Options of <see cref="FieldAwareMachine"/>.</summary>
public sealed record FieldAwareOptions
{
    /// <summary>The field vectors.</summary>
    public FieldVectorOptions Fields { get; init; } = new() { Width = 2 };

    /// <summary>FFMv2: a row of one table holds all vectors of a field's value.</summary>
    public bool OneTable { get; init; }

    /// <summary>With one table: the gradient of torch before 2.1, to repeat what was trained with it.</summary>
    public bool GradientOfTorch1 { get; init; }

    /// <summary>The keys.</summary>
    internal static KeyTable<FieldAwareOptions> Keys { get; } = new(() => new FieldAwareOptions())
    {
        { FieldVectorOptions.KeysFor(2), options => options.Fields },
    };

    /// <summary>The keys of FFMv2.</summary>
    internal static KeyTable<FieldAwareOptions> KeysOfOneTable { get; } =
        new(() => new FieldAwareOptions { OneTable = true })
    {
        { FieldVectorOptions.KeysFor(2), options => options.Fields },
        {
            Key.Flag(
                "gradient_of_torch_1", "Repeats an error of torch before 2.1, which gave a vector the gradient of "
                + "another pair's; to compare with what was trained so."),
            options => options.GradientOfTorch1
        },
    };
}

/// <summary>
/// FFM (Juan et al., 2016): logit = b + Σ_f w_f + Σ_{f&lt;g} v_{f,g} · v_{g,f}: a field has a vector for each other
/// field. FFM looks each of them up in a table of its own, FFMv2 all of a field's in one row of one table.
/// </summary>
public sealed class FieldAwareMachine : RankingModel
{
    /// <summary>The entry of the form with a table for each other field.</summary>
    internal static ZooModel Entry { get; } = Form("FFM", FieldAwareOptions.Keys);

    /// <summary>The entry of the form with one table.</summary>
    internal static ZooModel EntryOfOneTable { get; } = Form("FFMv2", FieldAwareOptions.KeysOfOneTable);

    readonly FieldAwareVectors _fields;
    readonly WideLayer _wide;
    readonly Func<Tensor, Tensor> _products;

    /// <summary>Builds the model.</summary>
    public FieldAwareMachine(FieldAwareOptions options, Schema schema, int seed) : base(schema, seed)
    {
        var count = schema.ModelFields.Count;
        var products = new FieldAwareProducts(count, count - 1, (own, other) => other < own ? other : other - 1);
        _products = options is { OneTable: true, GradientOfTorch1: true } ? products.ApplyAsTorch1 : products.Apply;
        _wide = new WideLayer(Root.Sub("lr_layer"), AddLinearWeights("lr_layer.embedding_layer"), bias: true);
        _fields = new FieldAwareVectors(AddFields, Parameters, options.Fields, count - 1, options.OneTable);
        Sites = [_fields.Site];
    }

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var products = _products(_fields.Apply(batch, pass)); // [B, P]
        return (_wide.Apply(batch, pass) + products.sum(1, keepdim: true)).flatten();
    }

    static ZooModel Form(string name, KeyTable<FieldAwareOptions> keys) => new(
        name, [.. keys],
        (config, schema, seed) => new FieldAwareMachine(keys.Read(config), schema, seed));
}
