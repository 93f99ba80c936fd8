using RankElastor.Data.Configuration;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Interactions;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Baselines;

/// <summary>Options of <see cref="XDeepFm"/>.</summary>
public sealed record XDeepFmOptions
{
    /// <summary>The field vectors.</summary>
    public FieldVectorOptions Fields { get; init; } = new();

    /// <summary>The network, or null: then it is the model called CIN.</summary>
    public MlpOptions? Network { get; init; }

    /// <summary>Maps of each layer of the interaction network.</summary>
    public IReadOnlyList<int> Maps { get; init; } = [16, 16, 16];

    static readonly Key<IReadOnlyList<int>> _maps =
        Key.Wholes(
            "cin_hidden_units", "Maps of each layer of the interaction network.", [16, 16, 16], nullIsEmpty: true) with
        { Older = ["cin_layer_units"] };

    /// <summary>The keys.</summary>
    internal static IReadOnlyList<Key> Keys { get; } = [_maps];

    /// <summary>Reads the keys, and <c>dnn_hidden_units</c> (None: no network) with its companions.</summary>
    public static XDeepFmOptions From(ConfigSection config)
    {
        var maps = _maps.Read(config);
        var network = BaselineConfig.HiddenLayers(config, BaselineConfig.DnnHiddenUnits, outputs: 1);
        return new XDeepFmOptions
        {
            Fields = FieldVectorOptions.Keys.Read(config),
            Network = network.HiddenUnits.Count > 0 ? network : null,
            Maps = maps.Count > 0 ? maps : throw config.Wrong(_maps.Name, "no layers", "at least one"),
        };
    }
}

/// <summary>xDeepFM (Lian et al., 2018): logit = Σ_f w_f + CIN(field vectors) + MLP(field vectors).</summary>
public sealed class XDeepFm : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "xDeepFM", [.. BaselineConfig.Keys, .. XDeepFmOptions.Keys],
        (config, schema, seed) => new XDeepFm(XDeepFmOptions.From(config), schema, seed));

    readonly FieldVectors _fields;
    readonly WideLayer _wide;
    readonly CompressedInteraction _interaction;
    readonly Mlp? _network;

    /// <summary>Builds the model.</summary>
    public XDeepFm(XDeepFmOptions options, Schema schema, int seed) : base(schema, seed)
    {
        _fields = new FieldVectors(AddFields("embedding_layer", options.Fields.Width), options.Fields, Parameters);
        _wide = new WideLayer(Root.Sub("lr_layer"), AddLinearWeights("lr_layer.embedding_layer"), bias: false);
        _interaction = new CompressedInteraction(Root.Sub("cin"), schema.ModelFields.Count, options.Maps);
        _network = options.Network is null ? null : new Mlp(Root.Sub("dnn"), _fields.Numbers, options.Network);
        var maps = options.Maps.Select((_, i) => new Site($"cin{i + 1}", $"cin.cin_layer.layer_{i + 1}"));
        Sites = [_fields.Site, .. maps, .. _network?.Sites("dnn") ?? []];
    }

    /// <inheritdoc/>
    /// <summary>The compressed interactions work on each coordinate of the embeddings.</summary>
    public override long ProductsPerRow => DenseParameters * Embeddings[0].Tables.Max(table => table.Width);

    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var vectors = _fields.Apply(batch, pass);
        var logits = _wide.Apply(batch, pass) + _interaction.Apply(vectors, pass);
        return (_network is null ? logits : logits + _network.Apply(vectors.flatten(1), pass)).flatten();
    }
}
