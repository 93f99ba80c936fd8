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

    /// <summary>
    /// Reads <c>attention_layers</c>, <c>num_heads</c>, <c>attention_dim</c>, <c>use_residual</c>, <c>use_scale</c>,
    /// <c>layer_norm</c>, <c>use_wide</c>, and <c>dnn_hidden_units</c> with its companions; <c>net_dropout</c> also
    /// drops attention weights.
    /// </summary>
    public static AutoIntOptions From(ConfigSection config)
    {
        var network = config.HiddenLayers("dnn_hidden_units", BaselineConfig.DefaultUnits, outputs: 1);
        return new AutoIntOptions
        {
            Fields = FieldVectorOptions.From(config),
            Network = network.HiddenUnits.Count > 0 ? network : null,
            Depth = config.Positive("attention_layers", 2),
            Wide = config.Flag("use_wide", false),
            Attention = new SelfAttentionOptions
            {
                Width = config.Positive("attention_dim", 8),
                Heads = config.Positive("num_heads", 1),
                Scale = config.Flag("use_scale", false),
                Residual = config.Flag("use_residual", true),
                LayerNorm = config.Flag("layer_norm", false),
                Dropout = config.Dropout("net_dropout"),
            }.Checked(config.Where),
        };
    }
}

/// <summary>AutoInt (Song et al., 2019): self-attention of fields, then a Linear; AutoInt+ adds an MLP.</summary>
public sealed class AutoInt : RankingModel
{
    readonly FieldVectors _fields;
    readonly WideLayer? _wide;
    readonly Mlp? _network;
    readonly List<SelfAttention> _attention = [];
    readonly Linear _last;

    /// <summary>Builds the model.</summary>
    public AutoInt(AutoIntOptions options, Schema schema, int seed) : base(schema, seed)
    {
        _fields = new FieldVectors(AddEmbeddings("embedding_layer", options.Fields.Width), options.Fields, Parameters);
        if (options.Wide)
        {
            _wide = new WideLayer(Root.Sub("lr_layer"), AddEmbeddings("lr_layer.embedding_layer", 1), bias: false);
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
