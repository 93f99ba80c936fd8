using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Interactions;
using RankElastor.Model.Memory;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo.Baselines;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Networks;

/// <summary>Options of <see cref="Dlrm"/>.</summary>
public sealed record DlrmOptions
{
    /// <summary>The field vectors.</summary>
    public FieldVectorOptions Fields { get; init; } = new();

    /// <summary>The network on the numbers, which ends in E numbers behind an activation.</summary>
    public required MlpOptions Bottom { get; init; }

    /// <summary>The network on the interactions, which ends in one number.</summary>
    public required MlpOptions Top { get; init; }

    /// <summary>Whether the vectors interact through inner products, or stand side by side.</summary>
    public bool Products { get; init; } = true;

    static readonly Key<bool> _products = Key.Word(
        "interaction_op", "Inner products of all pairs of vectors, or the vectors side by side.",
        ("dot", true), ("cat", false));
    static readonly Key<bool> _batchNorm = Key.Flag(
        NetworkKeys.UsualBatchNorm, "Batch normalisation before each hidden activation, in both networks.");
    static readonly NetworkKeys _top = Keyed("top_mlp"), _bottom = Keyed("bottom_mlp");

    /// <summary>The keys.</summary>
    internal static IReadOnlyList<Key> Keys { get; } =
        [.. FieldVectorOptions.Keys, _products, _batchNorm, .. _bottom.Keys, .. _top.Keys];

    /// <summary>Reads the keys.</summary>
    public static DlrmOptions From(ConfigSection config)
    {
        var fields = FieldVectorOptions.Keys.Read(config);
        var batchNorm = _batchNorm.Read(config);
        var bottom = _bottom.Read(config, fields.Width);
        return bottom.Activations.Count > 1
            ? throw config.Wrong("bottom_mlp_activations", "a list", "one value: it stands behind the last layer too")
            : new DlrmOptions
            {
                Fields = fields,
                Bottom = bottom with { OutputActivation = bottom.Activations[0], BatchNorm = batchNorm },
                Top = _top.Read(config, outputs: 1) with { BatchNorm = batchNorm },
                Products = _products.Read(config),
            };
    }

    static NetworkKeys Keyed(string name) =>
        new($"{name}_units", $"{name}_activations", $"{name}_dropout", batchNorm: null, [64, 64, 64]);
}

/// <summary>
/// DLRM (Naumov et al., 2019): an MLP makes one more vector from all numbers; an MLP on the inner products of all
/// vectors and on that one.
/// </summary>
public sealed class Dlrm : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "DLRM", DlrmOptions.Keys, (config, schema, seed) => new Dlrm(DlrmOptions.From(config), schema, seed));

    readonly FieldVectors _fields;
    readonly Mlp? _bottom;
    readonly PairwiseProducts? _pairs;
    readonly Mlp _top;
    readonly long[] _columns;

    /// <summary>Builds the model.</summary>
    /// <exception cref="InputException">No field has a vector.</exception>
    public Dlrm(DlrmOptions options, Schema schema, int seed) : base(schema, seed)
    {
        static bool IsNumber(Field field) => field is { Kind: FieldKind.Numeric, Numbers: 1 };
        List<Field> others = [.. schema.ModelFields.Where(field => !IsNumber(field))];
        if (others.Count == 0)
        {
            throw InputException.At($"{schema.DatasetId}: fields for DLRM", "numeric ones alone", "some others too");
        }

        var layout = new BatchLayout(schema);
        _columns = [.. schema.ModelFields.Where(IsNumber).Select(field => (long)layout.Offset(field))];
        var width = options.Fields.Width;
        _fields = new FieldVectors(AddFields("embedding_layer", width, others), options.Fields, Parameters);
        _bottom = _columns.Length > 0 ? new Mlp(Root.Sub("bottom_mlp"), _columns.Length, options.Bottom) : null;
        var vectors = _fields.Rows + (_bottom is null ? 0 : 1);
        _pairs = options.Products ? new PairwiseProducts(Root.Sub("interact"), vectors) : null;
        var inputs = _pairs is null ? vectors * width : _pairs.Pairs + (_bottom is null ? 0 : width);
        _top = new Mlp(Root.Sub("top_mlp"), inputs, options.Top);
        Site[] stacked = _bottom is null ? [] : [.. _bottom.Sites("bottom"), new("vectors", "vectors")];
        Sites = [_fields.Site, .. stacked, .. _pairs?.Sites ?? [], .. _top.Sites("top")];
    }

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var vectors = _fields.Apply(batch, pass);
        var dense = _bottom?.Apply(Numbers(batch).to(vectors.dtype), pass);
        if (dense is not null)
        {
            vectors = pass.Observe("vectors", cat([vectors, dense.unsqueeze(1)], 1));
        }

        if (_pairs is null)
        {
            return _top.Apply(pass.Observe("interact", vectors.flatten(1)), pass).flatten();
        }

        var products = _pairs.Apply(vectors, pass);
        return _top.Apply(dense is null ? products : cat([products, dense], 1), pass).flatten();
    }

    Tensor Numbers(Batch batch) // [B, numeric fields]
    {
        var all = empty(batch.Rows, batch.Layout.NumberColumns);
        batch.Numbers.AsSpan(0, batch.Rows * batch.Layout.NumberColumns).CopyTo(TensorSpans.Floats(all));
        return all.index_select(1, tensor(_columns));
    }
}
