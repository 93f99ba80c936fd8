using RankElastor.Data.Configuration;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Interactions;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo.Baselines;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Maps;

/// <summary>What <see cref="Destine"/> adds to what its attention gives.</summary>
public enum AttentionResidual
{
    /// <summary>A projection of each layer's input.</summary>
    EachLayer,

    /// <summary>A projection of the field vectors, behind the last layer.</summary>
    LastLayer,

    /// <summary>Nothing.</summary>
    None,
}

/// <summary>Options of <see cref="Destine"/>.</summary>
public sealed record DestineOptions
{
    static readonly NetworkKeys _network =
        new("dnn_hidden_units", "dnn_activations", dropoutRate: 0.1);

    /// <summary>The field vectors.</summary>
    public FieldVectorOptions Fields { get; init; } = new();

    /// <summary>The network, or null.</summary>
    public MlpOptions? Network { get; init; }

    /// <summary>Attention layers.</summary>
    public int Depth { get; init; } = 2;

    /// <summary>Each attention layer; whether it has a residual says <see cref="Residual"/>.</summary>
    public DisentangledAttentionOptions Attention { get; init; } = new();

    /// <summary>What is added to the attention.</summary>
    public AttentionResidual Residual { get; init; }

    /// <summary>Adds Σ_f w_f and a bias.</summary>
    public bool Wide { get; init; } = true;

    /// <summary>The keys.</summary>
    internal static KeyTable<DestineOptions> Keys { get; } = new(() => new DestineOptions())
    {
        { FieldVectorOptions.Keys, options => options.Fields },
        _network.Keys,
        {
            Key.Whole("attention_layers", "Attention layers.", least: 1, most: Key.MostLayers),
            options => options.Depth
        },
        { Key.Flag("use_wide", "Adds a weight per field value, and a bias."), options => options.Wide },
        {
            Key.Word(
                "residual_mode", "Adds a projection of each layer's input, or of the field vectors behind the last.",
                ("each_layer", AttentionResidual.EachLayer), ("last_layer", AttentionResidual.LastLayer),
                ("none", AttentionResidual.None)).NullIs(AttentionResidual.None),
            options => options.Residual
        },
        {
            new KeyTable<DisentangledAttentionOptions>(() => new DisentangledAttentionOptions())
            {
                {
                    Key.Whole("attention_dim", "Width of the result, a multiple of num_heads.", least: 1,
                        most: Key.MostWidth),
                    part => part.Width
                },
                {
                    Key.Whole("num_heads", "Heads that share the width.", least: 1, most: Key.MostWidth),
                    part => part.Heads
                },
                { HeadSplitting.Key, part => part.Split },
                { Key.Real("att_dropout", "Dropout of attention weights.", least: 0, below: 1), part => part.Dropout },
                { Key.Flag("use_scale", "Divides the scores by the root of a head's width."), part => part.Scale },
                { Key.Flag("relu_before_att", "ReLU of queries, keys and values."), part => part.ReluFirst },
            },
            options => options.Attention
        },
    };

    /// <summary>Reads the keys.</summary>
    public static DestineOptions From(ConfigSection config)
    {
        var network = _network.Read(config, outputs: 1);
        var options = Keys.Read(config);
        return options with
        {
            Network = network.HiddenUnits.Count > 0 ? network : null,
            Attention = options.Attention.Checked(config.Where) with
            {
                Residual = options.Residual == AttentionResidual.EachLayer,
            },
        };
    }
}

/// <summary>
/// DESTINE (Xu et al., 2021): layers of disentangled self-attention of fields, then a Linear; perhaps with a linear
/// part and an MLP beside them.
/// </summary>
public sealed class Destine : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "DESTINE", [.. DestineOptions.Keys],
        (config, schema, seed) => new Destine(DestineOptions.From(config), schema, seed));

    readonly FieldVectors _fields;
    readonly WideLayer? _wide;
    readonly Mlp? _network;
    readonly List<DisentangledAttention> _attention = [];
    readonly Linear? _residual;
    readonly Linear _last;

    /// <summary>Builds the model.</summary>
    public Destine(DestineOptions options, Schema schema, int seed) : base(schema, seed)
    {
        var width = options.Fields.Width;
        _fields = new FieldVectors(AddFields("embedding_layer", width), options.Fields, Parameters);
        _wide = options.Wide ? new WideLayer(Root.Sub("lr"), AddLinearWeights("lr.embedding_layer"), bias: true) : null;
        _network = options.Network is null ? null : new Mlp(Root.Sub("dnn"), _fields.Numbers, options.Network);
        for (var i = 0; i < options.Depth; i++)
        {
            var inputs = i == 0 ? width : options.Attention.Width;
            _attention.Add(new DisentangledAttention(Root.Sub("self_attns").Sub(i), inputs, options.Attention));
        }

        _last = new Linear(Root.Sub("attn_fc"), _fields.Rows * options.Attention.Width, 1);
        _residual = options.Residual == AttentionResidual.LastLayer
            ? new Linear(Root.Sub("W_res"), width, options.Attention.Width)
            : null;
        var attention = _attention.SelectMany((layer, i) => layer.Sites($"block{i + 1}/attention"));
        Sites = [_fields.Site, .. attention, .. _network?.Sites("dnn") ?? []];
    }

    /// <inheritdoc/>
    /// <summary>The attention layers see every field.</summary>
    public override long ProductsPerRow => DenseParameters * _fields.Rows;

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var vectors = _fields.Apply(batch, pass);
        var attended = vectors; // [B, F, E], then [B, F, attention width]
        foreach (var layer in _attention)
        {
            attended = layer.Apply(attended, pass);
        }

        attended = _residual is null ? attended : attended + _residual.Apply(vectors, pass);
        var logits = _last.Apply(attended.flatten(1), pass);
        logits = _wide is null ? logits : logits + _wide.Apply(batch, pass);
        return (_network is null ? logits : logits + _network.Apply(vectors.flatten(1), pass)).flatten();
    }
}
