using RankElastor.Data.Configuration;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Interactions;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo.Baselines;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Products;


/// <summary>Options of <see cref="Hfm"/>.</summary>
public sealed record HfmOptions
{
    /// <summary>The field vectors.</summary>
    public FieldVectorOptions Fields { get; init; } = new();

    /// <summary>How the vectors of two fields become one.</summary>
    public PairOperation Operation { get; init; } = PairOperation.Convolution;

    /// <summary>The network on all pairs' vectors, or null: then one product with their sum.</summary>
    public MlpOptions? Network { get; init; }

    static readonly NetworkKeys _network = new("hidden_units", "hidden_activations", absent: [64, 64]);
    static readonly Key<bool> _isDeep =
        Key.Flag("use_dnn", "A network on all pairs' vectors; False: one product with their sum.", true);

    static readonly Key<PairOperation> _operation = Key.Word(
        "interaction_type", "How the vectors of two fields become one.",
        ("circular_convolution", PairOperation.Convolution), ("circular_correlation", PairOperation.Correlation),
        ("hadamard_product", PairOperation.Product));

    /// <summary>The keys.</summary>
    internal static IReadOnlyList<Key> Keys { get; } =
        [.. FieldVectorOptions.Keys, _operation, _isDeep, .. _network.Keys];

    /// <summary>Reads the keys; those of a network that is not used are read and left aside.</summary>
    public static HfmOptions From(ConfigSection config)
    {
        var network = _network.Read(config, outputs: 1);
        return new HfmOptions
        {
            Fields = FieldVectorOptions.Keys.Read(config),
            Operation = _operation.Read(config),
            Network = _isDeep.Read(config) ? network : null,
        };
    }
}

/// <summary>
/// HFM (Tay et al., 2019): logit = b + Σ_f w_f + MLP(all v_f ∘ v_g), or h · Σ_{f&lt;g} v_f ∘ v_g, with ∘ a
/// product or a circular convolution or correlation.
/// </summary>
public sealed class Hfm : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "HFM", HfmOptions.Keys,
        (config, schema, seed) => new Hfm(HfmOptions.From(config), schema, seed));

    readonly FieldVectors _fields;
    readonly WideLayer _wide;
    readonly PairVectors _pairs;
    readonly Mlp? _network;
    readonly Linear? _last;

    /// <summary>Builds the model.</summary>
    public Hfm(HfmOptions options, Schema schema, int seed) : base(schema, seed)
    {
        var width = options.Fields.Width;
        _fields = new FieldVectors(AddFields("embedding_layer", width), options.Fields, Parameters);
        _wide = new WideLayer(Root.Sub("lr_layer"), AddLinearWeights("lr_layer.embedding_layer"), bias: true);
        _pairs = new PairVectors(Root.Sub("hfm_layer"), schema.ModelFields.Count, options.Operation);
        _network = options.Network is { } network ? new Mlp(Root.Sub("dnn"), _pairs.Count * width, network) : null;
        _last = _network is null ? new Linear(Root.Sub("proj_h"), width, 1, bias: false) : null;
        Sites = [_fields.Site, _pairs.Site, .. _network?.Sites("dnn") ?? []];
    }

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var pairs = _pairs.Apply(_fields.Apply(batch, pass), pass); // [B, P, E]
        var logits = _network?.Apply(pairs.flatten(1), pass) ?? _last!.Apply(pairs.sum(1), pass);
        return (logits + _wide.Apply(batch, pass)).flatten();
    }
}
