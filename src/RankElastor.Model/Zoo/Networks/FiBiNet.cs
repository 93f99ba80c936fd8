using RankElastor.Data.Configuration;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Activations;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Interactions;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo.Baselines;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Networks;

/// <summary>Options of <see cref="FiBiNet"/>.</summary>
public sealed record FiBiNetOptions
{
    /// <summary>The field vectors.</summary>
    public FieldVectorOptions Fields { get; init; } = new();

    /// <summary>The network on all pairs, which ends in one number.</summary>
    public required MlpOptions Network { get; init; }

    /// <summary>Which pairs share a matrix.</summary>
    public BilinearKind Bilinear { get; init; } = BilinearKind.EachPair;

    /// <summary>Fields per hidden unit of the excitation.</summary>
    public double Ratio { get; init; } = 3;

    /// <summary>Behind the excitation: ReLU or sigmoid.</summary>
    public Activation Excitation { get; init; } = Activation.Relu;

    static readonly NetworkKeys _network = new("hidden_units", "hidden_activations");

    static KeyTable<FiBiNetOptions> Own { get; } = new(() => new FiBiNetOptions
    {
        Network = new() { HiddenUnits = [] },
    })
    {
        {
            Key.Word("bilinear_type", "A matrix for each pair of fields, for each left field, or one.",
                ("field_interaction", BilinearKind.EachPair), ("field_each", BilinearKind.EachField),
                ("field_all", BilinearKind.All)),
            options => options.Bilinear
        },
        {
            Key.Real("reduction_ratio", "Fields per hidden unit of the excitation.", above: 0, most: Key.MostWidth),
            options => options.Ratio
        },
        {
            Key.Word("excitation_activation", "Behind the excitation.", ("relu", Activation.Relu),
                ("sigmoid", Activation.Of<SigmoidFunction>())),
            options => options.Excitation
        },
    };

    /// <summary>The keys.</summary>
    internal static IReadOnlyList<Key> Keys { get; } = [.. FieldVectorOptions.Keys, .. _network.Keys, .. Own];

    /// <summary>Reads the keys.</summary>
    public static FiBiNetOptions From(ConfigSection config) => Own.Read(config) with
    {
        Fields = FieldVectorOptions.Keys.Read(config),
        Network = _network.Read(config, outputs: 1),
    };
}

/// <summary>
/// FiBiNET (Huang, Zhang and Zhang, 2019): an MLP on bilinear products of all pairs of fields, once as they are and
/// once scaled by squeeze and excitation, plus Σ_f w_f.
/// </summary>
public sealed class FiBiNet : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "FiBiNET", FiBiNetOptions.Keys,
        (config, schema, seed) => new FiBiNet(FiBiNetOptions.From(config), schema, seed));

    readonly FieldVectors _fields;
    readonly SqueezeExcitation _excitation;
    readonly BilinearPairs _plain, _scaled;
    readonly WideLayer _wide;
    readonly Mlp _network;

    /// <summary>Builds the model.</summary>
    public FiBiNet(FiBiNetOptions options, Schema schema, int seed) : base(schema, seed)
    {
        var width = options.Fields.Width;
        _fields = new FieldVectors(AddFields("embedding_layer", width), options.Fields, Parameters);
        var count = _fields.Rows;
        _excitation = new SqueezeExcitation(Root.Sub("senet_layer"), count, options.Ratio, options.Excitation);
        _plain = new BilinearPairs(Root.Sub("bilinear_interaction1"), count, width, options.Bilinear);
        _scaled = new BilinearPairs(Root.Sub("bilinear_interaction2"), count, width, options.Bilinear);
        _wide = new WideLayer(Root.Sub("lr_layer"), AddLinearWeights("lr_layer.embedding_layer"), bias: false);
        _network = new Mlp(Root.Sub("dnn"), 2 * _plain.Pairs * width, options.Network);
        Sites =
        [
            _fields.Site, .. _excitation.Sites("senet"), _plain.Site("bilinear1"), _scaled.Site("bilinear2"),
            .. _network.Sites("dnn"),
        ];
    }

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var vectors = _fields.Apply(batch, pass);
        var scaled = _excitation.Apply(vectors, pass);
        var pairs = cat([_plain.Apply(vectors, pass), _scaled.Apply(scaled, pass)], 1);
        return (_wide.Apply(batch, pass) + _network.Apply(pairs.flatten(1), pass)).flatten();
    }
}
