using RankElastor.Data.Configuration;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Interactions;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo.Baselines;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Maps;

/// <summary>Options of <see cref="AoaNet"/>.</summary>
public sealed record AoaNetOptions
{
    static readonly NetworkKeys _network =
        new("dnn_hidden_units", "dnn_hidden_activations", absent: [64, 64, 64]);

    /// <summary>The field vectors.</summary>
    public FieldVectorOptions Fields { get; init; } = new();

    /// <summary>The network beside the interactions; it has hidden layers and no output of its own.</summary>
    public required MlpOptions Network { get; init; }

    /// <summary>Interaction layers.</summary>
    public int Depth { get; init; } = 3;

    /// <summary>Vectors that each of them makes.</summary>
    public int Subspaces { get; init; } = 4;

    /// <summary>The keys of the interactions.</summary>
    internal static KeyTable<AoaNetOptions> Keys { get; } =
        new(() => new AoaNetOptions { Network = new() { HiddenUnits = [] } })
    {
        { FieldVectorOptions.Keys, options => options.Fields },
        _network.Keys,
        {
            Key.Whole("num_interaction_layers", "Interaction layers.", least: 1, most: Key.MostLayers),
            options => options.Depth
        },
        {
            Key.Whole("num_subspaces", "Vectors that each interaction layer makes.", least: 1, most: Key.MostWidth),
            options => options.Subspaces
        },
    };

    /// <summary>Reads the keys.</summary>
    public static AoaNetOptions From(ConfigSection config)
    {
        var network = _network.Read(config, outputs: null);
        return Keys.Read(config) with
        {
            Network = network.HiddenUnits.Count > 0 ? network
                : throw config.Wrong("dnn_hidden_units", "no hidden layers", "at least one"),
        };
    }
}

/// <summary>
/// AOANet (Lang et al., 2021): a Linear of an MLP's last hidden layer and of the vectors that generalised interactions
/// make.
/// </summary>
public sealed class AoaNet : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "AOANet", [.. AoaNetOptions.Keys],
        (config, schema, seed) => new AoaNet(AoaNetOptions.From(config), schema, seed));

    readonly FieldVectors _fields;
    readonly Mlp _network;
    readonly GeneralisedInteraction _interaction;
    readonly Linear _last;

    /// <summary>Builds the model.</summary>
    public AoaNet(AoaNetOptions options, Schema schema, int seed) : base(schema, seed)
    {
        var width = options.Fields.Width;
        _fields = new FieldVectors(AddFields("embedding_layer", width), options.Fields, Parameters);
        _network = new Mlp(Root.Sub("dnn"), _fields.Numbers, options.Network);
        _interaction = new GeneralisedInteraction(
            Root.Sub("gin"), _fields.Rows, width, options.Depth, options.Subspaces);
        _last = new Linear(Root.Sub("fc"), _network.Outputs + options.Subspaces * width, 1);
        Sites = [_fields.Site, .. _interaction.Sites, .. _network.Sites("dnn")];
    }

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var vectors = _fields.Apply(batch, pass);
        var deep = _network.Apply(vectors.flatten(1), pass);
        var made = _interaction.Apply(vectors, pass).flatten(1);
        return _last.Apply(cat([deep, made], 1), pass).flatten();
    }
}
