using RankElastor.Data.Configuration;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Activations;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Interactions;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo.Baselines;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Maps;

/// <summary>Options of <see cref="FgCnn"/>.</summary>
public sealed record FgCnnOptions
{
    static readonly NetworkKeys _network = new(
        "dnn_hidden_units", "dnn_activations", batchNorm: "dnn_batch_norm", absent: [4096, 2048, 1024, 512]);

    /// <summary>The field vectors.</summary>
    public FieldVectorOptions Fields { get; init; } = new();

    /// <summary>Whether new features are made of the same vectors; else of a second set.</summary>
    public bool SharesVectors { get; init; }

    /// <summary>How new features are made.</summary>
    public FeatureGenerationOptions Generation { get; init; } = new();

    /// <summary>The network, which ends in one number.</summary>
    public required MlpOptions Network { get; init; }

    /// <summary>The keys.</summary>
    internal static KeyTable<FgCnnOptions> Keys { get; } =
        new(() => new FgCnnOptions { Network = new() { HiddenUnits = [] } })
    {
        { FieldVectorOptions.Keys, options => options.Fields },
        _network.Keys,
        {
            Key.Flag("share_embedding", "New features are made of the same field vectors, not of a second set."),
            options => options.SharesVectors
        },
        {
            new KeyTable<FeatureGenerationOptions>(() => new FeatureGenerationOptions())
            {
                {
                    Key.Wholes("channels", "Maps of each convolution.", most: Key.MostWidth, canBeEmpty: false),
                    part => part.Channels
                },
                { Sizes("kernel_heights", "Rows that a convolution sees at once"), part => part.Heights },
                { Sizes("pooling_sizes", "Rows of which the largest number is kept"), part => part.Pools },
                { Sizes("recombined_channels", "New features for each row that is left"), part => part.Recombined },
                {
                    Activation.All.Key("conv_activation", "Activation of convolutions and of new features.", "tanh"),
                    part => part.Activation
                },
                { Key.Flag("conv_batch_norm", "Normalises the maps of a convolution."), part => part.BatchNorm },
            },
            options => options.Generation
        },
    };

    /// <summary>Reads the keys.</summary>
    public static FgCnnOptions From(ConfigSection config)
    {
        var network = _network.Read(config, outputs: 1);
        var options = Keys.Read(config);
        var generation = options.Generation;
        IReadOnlyList<int> OnePerLayer(string key, IReadOnlyList<int> values) =>
            FieldConvolution.OnePerLayer(config.Where, key, values, generation.Channels);
        return options with
        {
            Network = network,
            Generation = generation with
            {
                Heights = OnePerLayer("kernel_heights", generation.Heights),
                Pools = OnePerLayer("pooling_sizes", generation.Pools),
                Recombined = OnePerLayer("recombined_channels", generation.Recombined),
            },
        };
    }

    static Key<IReadOnlyList<int>> Sizes(string name, string meaning) => Key.Wholes(
        name, $"{meaning}; one number for all convolutions, or one for each.", most: Key.MostWidth, canBeEmpty: false);
}

/// <summary>
/// FGCNN (Liu et al., 2019): convolutions make new features; an MLP sees the vectors of old and new ones and the inner
/// products of all pairs.
/// </summary>
public sealed class FgCnn : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "FGCNN", [.. FgCnnOptions.Keys],
        (config, schema, seed) => new FgCnn(FgCnnOptions.From(config), schema, seed));

    readonly FieldVectors _fields;
    readonly FieldVectors? _second;
    readonly FeatureGeneration _generation;
    readonly PairwiseProducts _products;
    readonly Mlp _network;

    /// <summary>Builds the model.</summary>
    public FgCnn(FgCnnOptions options, Schema schema, int seed) : base(schema, seed)
    {
        var width = options.Fields.Width;
        _fields = new FieldVectors(AddFields("embedding_layer", width), options.Fields, Parameters);
        var second = options.SharesVectors ? null : AddFields("fg_embedding_layer", width);
        _second = second is null ? null : new FieldVectors(second, options.Fields, Parameters);
        _generation = new FeatureGeneration(Root.Sub("fgcnn_layer"), _fields.Rows, width, options.Generation);
        var features = _fields.Rows + _generation.Features;
        _products = new PairwiseProducts(Root.Sub("inner_product_layer"), features);
        _network = new Mlp(Root.Sub("dnn"), features * width + _products.Pairs, options.Network);
        Sites =
        [
            _fields.Site, .. second is null ? [] : (Site[])[new("fg_embedding", second.Path)], .. _generation.Sites,
            .. _products.Sites, .. _network.Sites("dnn"),
        ];
    }

    /// <inheritdoc/>
    /// <summary>A kernel is used at every row and coordinate.</summary>
    public override long ProductsPerRow => DenseParameters + _generation.RepeatedProducts;

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var vectors = _fields.Apply(batch, pass); // [B, F, E]
        var made = _generation.Apply(_second?.Apply(batch, pass) ?? vectors, pass);
        var all = cat([vectors, made], 1);
        return _network.Apply(cat([all.flatten(1), _products.Apply(all, pass)], 1), pass).flatten();
    }
}
