using RankElastor.Data.Configuration;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Interactions;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo.Baselines;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Networks;

/// <summary>Options of <see cref="Afn"/>.</summary>
public sealed record AfnOptions
{
    /// <summary>The field vectors, of both sets.</summary>
    public FieldVectorOptions Fields { get; init; } = new();

    /// <summary>Products of powers of the fields.</summary>
    public int Neurons { get; init; } = 5;

    /// <summary>The network on the products, which ends in one number.</summary>
    public required MlpOptions Network { get; init; }

    /// <summary>A network beside it on field vectors of its own, or null; with it the model is called AFN+.</summary>
    public MlpOptions? Beside { get; init; }

    static readonly Key<bool> _isEnsemble = Key.Flag(
        "ensemble_dnn", "A network on field vectors of its own beside the products' (AFN+).", true);
    static readonly Key<int> _neurons = Key.Whole(
        "logarithmic_neurons", "Products of powers of the fields.", 5, least: 1, most: Key.MostWidth);
    static readonly Key<bool> _batchNorm = Key.Flag(
        NetworkKeys.UsualBatchNorm,
        "Batch normalisation before each activation of both; logarithms and products always have one.",
        true);
    static readonly NetworkKeys _network = Keyed("afn"), _beside = Keyed("dnn");

    /// <summary>The keys.</summary>
    internal static IReadOnlyList<Key> Keys { get; } =
        [.. FieldVectorOptions.Keys, _isEnsemble, _neurons, _batchNorm, .. _network.Keys, .. _beside.Keys];

    /// <summary>Reads the keys; those of a network that there is not are left aside.</summary>
    public static AfnOptions From(ConfigSection config)
    {
        var beside = Read(config, _beside);
        return new AfnOptions
        {
            Fields = FieldVectorOptions.Keys.Read(config),
            Neurons = _neurons.Read(config),
            Network = Read(config, _network),
            Beside = _isEnsemble.Read(config) ? beside : null,
        };
    }

    static NetworkKeys Keyed(string name) =>
        new($"{name}_hidden_units", $"{name}_activations", $"{name}_dropout", batchNorm: null, [64, 64, 64]);

    static MlpOptions Read(ConfigSection config, NetworkKeys keys) =>
        keys.Read(config, outputs: 1) with { BatchNorm = _batchNorm.Read(config) };
}

/// <summary>
/// AFN (Cheng, Shen and Huang, 2020): an MLP on products of powers of the fields, exp(Σ_f w_nf BN(ln |x_f|)),
/// normalised by batch; AFN+ weighs it against an MLP on field vectors of its own.
/// </summary>
public sealed class Afn : RankingModel
{
    static readonly TorchSharp.Scalar _least = 1e-5f; // kept, as in EmbeddingTables

    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "AFN", AfnOptions.Keys, (config, schema, seed) => new Afn(AfnOptions.From(config), schema, seed));

    readonly FieldVectors _fields;
    readonly FieldVectors? _fieldsBeside;
    readonly BatchNorm _logarithmNorm, _productNorm;
    readonly FieldMix _powers;
    readonly Mlp _network;
    readonly Mlp? _beside;
    readonly Linear? _last;

    /// <summary>Builds the model.</summary>
    public Afn(AfnOptions options, Schema schema, int seed) : base(schema, seed)
    {
        var width = options.Fields.Width;
        _fields = new FieldVectors(AddFields("embedding_layer", width), options.Fields, Parameters);
        _logarithmNorm = new BatchNorm(Root.Sub("log_batch_norm"), _fields.Rows);
        _powers = new FieldMix(Root.Sub("coefficient_W"), _fields.Rows, options.Neurons, bias: false);
        _productNorm = new BatchNorm(Root.Sub("exp_batch_norm"), options.Neurons);
        _network = new Mlp(Root.Sub("dense_layer"), options.Neurons * width, options.Network);
        if (options.Beside is not null)
        {
            _fieldsBeside =
                new FieldVectors(AddFields("embedding_layer2", width), options.Fields, Parameters);
            _beside = new Mlp(Root.Sub("dnn"), _fieldsBeside.Numbers, options.Beside);
            _last = new Linear(Root.Sub("fc"), 2, 1);
        }

        Site[] beside = _fieldsBeside is null ? []
            : [_fieldsBeside.Site with { Name = "embedding2" }, .. _beside!.Sites("dnn")];
        Sites =
        [
            _fields.Site, new("logarithms", "log_batch_norm"), new("products", "exp_batch_norm"),
            .. _network.Sites("afn"), .. beside,
        ];
    }

    /// <inheritdoc/>
    /// <summary>The powers work on each coordinate of the embeddings.</summary>
    public override long ProductsPerRow =>
        DenseParameters + _powers.Weights * (Embeddings[0].Tables.Max(table => table.Width) - 1);

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var logarithms = _fields.Apply(batch, pass).abs().clamp(_least).log(); // [B, F, E]
        var products = _powers.Apply(_logarithmNorm.Apply(logarithms, pass), pass).exp(); // [B, neurons, E]
        var logits = _network.Apply(_productNorm.Apply(products, pass).flatten(1), pass);
        if (_beside is null)
        {
            return logits.flatten();
        }

        var beside = _beside.Apply(_fieldsBeside!.Apply(batch, pass).flatten(1), pass);
        return _last!.Apply(cat([logits, beside], 1), pass).flatten();
    }
}
