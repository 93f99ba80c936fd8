using RankElastor.Data.Configuration;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Interactions;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Baselines;

/// <summary>Options of <see cref="AutoInt"/>.</summary>
public sealed record AutoIntOptions
{
    /// <summary>The field vectors.</summary>
    public FieldVectorOptions Fields { get; init; } = new();

    /// <summary>The network, or null; with it the model is called AutoInt+.</summary>
    public MlpOptions? Network { get; init; }

    /// <summary>Attention layers.</summary>
    public int Depth { get; init; } = 2;

    /// <summary>Each attention layer.</summary>
    public required SelfAttentionOptions Attention { get; init; }

    /// <summary>Adds Σ_f w_f.</summary>
    public bool Wide { get; init; }

    /// <summary>The keys.</summary>
    internal static KeyTable<AutoIntOptions> Keys { get; } =
        new(() => new AutoIntOptions { Attention = new() { Width = 8 } })
    {
        {
            Key.Whole("attention_layers", "Attention layers.", least: 1, most: Key.MostLayers),
            options => options.Depth
        },
        { Key.Flag("use_wide", "Adds a weight per field value."), options => options.Wide },
        {
            new KeyTable<SelfAttentionOptions>(() => new SelfAttentionOptions { Width = 8 })
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
                { Key.Flag("use_scale", "Divides the scores by the root of a head's width."), part => part.Scale },
                {
                    Key.Flag("use_residual", "Adds the input, projected where the widths differ."),
                    part => part.Residual
                },
                { Key.Flag("layer_norm", "Normalises before the last activation."), part => part.LayerNorm },
            },
            options => options.Attention
        },
    };

    /// <summary>
    /// Reads the keys, and <c>dnn_hidden_units</c> with its companions; <c>net_dropout</c> also drops attention
    /// weights.
    /// </summary>
    public static AutoIntOptions From(ConfigSection config)
    {
        var network = BaselineConfig.HiddenLayers(config, BaselineConfig.DnnHiddenUnits, outputs: 1);
        var options = Keys.Read(config);
        return options with
        {
            Fields = FieldVectorOptions.Keys.Read(config),
            Network = network.HiddenUnits.Count > 0 ? network : null,
            Attention = (options.Attention with { Dropout = network.Dropout[0] }).Checked(config.Where),
        };
    }
}

/// <summary>AutoInt (Song et al., 2019): self-attention of fields, then a Linear; AutoInt+ adds an MLP.</summary>
public sealed class AutoInt : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "AutoInt", [.. BaselineConfig.Keys, .. AutoIntOptions.Keys],
        (config, schema, seed) => new AutoInt(AutoIntOptions.From(config), schema, seed));

    readonly FieldVectors _fields;
    readonly WideLayer? _wide;
    readonly Mlp? _network;
    readonly List<SelfAttention> _attention = [];
    readonly Linear _last;

    /// <summary>Builds the model.</summary>
    public AutoInt(AutoIntOptions options, Schema schema, int seed) : base(schema, seed)
    {
        _fields = new FieldVectors(AddFields("embedding_layer", options.Fields.Width), options.Fields, Parameters);
        if (options.Wide)
        {
            _wide = new WideLayer(Root.Sub("lr_layer"), AddLinearWeights("lr_layer.embedding_layer"), bias: false);
        }

        _network = options.Network is null ? null : new Mlp(Root.Sub("dnn"), _fields.Numbers, options.Network);
        var width = options.Fields.Width;
        for (var i = 0; i < options.Depth; i++, width = options.Attention.Width)
        {
            _attention.Add(new SelfAttention(Root.Sub("self_attention").Sub(i), width, options.Attention));
        }

        _last = new Linear(Root.Sub("fc"), schema.ModelFields.Count * width, 1);
        var attention = _attention.SelectMany((layer, i) => layer.Sites($"block{i + 1}/attention"));
        Sites = [_fields.Site, .. attention, .. _network?.Sites("dnn") ?? []];
    }

    /// <inheritdoc/>
    /// <summary>The attention layers see every field.</summary>
    public override long ProductsPerRow => DenseParameters * Schema.ModelFields.Count;

    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var vectors = _fields.Apply(batch, pass);
        var attended = vectors; // [B, F, E], then [B, F, attention width]
        foreach (var layer in _attention)
        {
            attended = layer.Apply(attended, pass);
        }

        var logits = _last.Apply(pass.Observe("self_attention", attended).flatten(1), pass);
        logits = _network is null ? logits : logits + _network.Apply(vectors.flatten(1), pass);
        return (_wide is null ? logits : logits + _wide.Apply(batch, pass)).flatten();
    }
}
