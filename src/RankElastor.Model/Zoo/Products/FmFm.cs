using RankElastor.Data.Configuration;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Layers.Interactions;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo.Baselines;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Products;

/// <summary>Options of <see cref="FmFm"/>.</summary>
public sealed record FmFmOptions
{
    /// <summary>The field vectors.</summary>
    public FieldVectorOptions Fields { get; init; } = new();

    /// <summary>M_fg is diagonal: a number per coordinate.</summary>
    public bool IsDiagonal { get; init; }

    /// <summary>The keys.</summary>
    internal static KeyTable<FmFmOptions> Keys { get; } = new(() => new FmFmOptions())
    {
        { FieldVectorOptions.Keys, options => options.Fields },
        {
            Key.Word(
                "field_interaction_type", "A matrix per pair of fields, or a vector.",
                ("matrixed", false), ("vectorized", true)),
            options => options.IsDiagonal
        },
    };
}

/// <summary>
/// FmFM (Sun et al., 2021): logit = b + Σ_f w_f + Σ_{f&lt;g} v_fᵀ M_fg v_g. The M_fg are blocks of one matrix, so
/// that a batch takes one product.
/// </summary>
public sealed class FmFm : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "FmFM", [.. FmFmOptions.Keys],
        (config, schema, seed) => new FmFm(FmFmOptions.Keys.Read(config), schema, seed));

    readonly FieldVectors _fields;
    readonly WideLayer _wide;
    readonly Tensor _weights; // [P, E, E], or [P, E]
    readonly long[] _places; // of the pairs among F · F blocks
    readonly bool _isDiagonal;

    /// <summary>Builds the model.</summary>
    public FmFm(FmFmOptions options, Schema schema, int seed) : base(schema, seed)
    {
        var (count, width) = (schema.ModelFields.Count, options.Fields.Width);
        _isDiagonal = options.IsDiagonal;
        _fields = new FieldVectors(AddFields("embedding_layer", width), options.Fields, Parameters);
        _places = [.. FieldPairs.Of(count).Select(pair => (long)pair.First * count + pair.Second)];
        _weights = _isDiagonal
            ? Root.Add("interaction_weight", [_places.Length, width], Initialisers.XavierNormal)
            : Root.Add("interaction_weight", [_places.Length, width, width], Initialisers.XavierNormalConvolution);
        _wide = new WideLayer(Root.Sub("lr_layer"), AddLinearWeights("lr_layer.embedding_layer"), bias: true);
        Sites = [_fields.Site, new Site("mapped", "mapped")];
    }

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var vectors = _fields.Apply(batch, pass);
        var mapped = pass.Observe("mapped", Mapped(vectors));
        return (_wide.Apply(batch, pass) + (mapped * vectors).sum([1, 2]).unsqueeze(1)).flatten();
    }

    /// <summary>Σ_{f&lt;g} M_fgᵀ v_f for every g, [B, F, E].</summary>
    Tensor Mapped(Tensor x)
    {
        var (rows, fields, width) = (x.shape[0], x.shape[1], x.shape[2]);
        long[] blocks = [fields * fields, .. _weights.shape[1..]];
        var all = zeros(blocks, _weights.dtype).index_copy(0, tensor(_places), _weights)
            .reshape([fields, fields, .. blocks[1..]]);
        return _isDiagonal
            ? x.permute(2, 0, 1).bmm(all.permute(2, 0, 1)).permute(1, 2, 0) // per coordinate [B, F] · [F, F]
            : x.flatten(1).matmul(all.permute(0, 2, 1, 3).reshape(fields * width, -1)).view(rows, fields, width);
    }
}
