using RankElastor.Data.Configuration;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Interactions;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo.Baselines;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Products;


/// <summary>Options of <see cref="Afm"/>.</summary>
public sealed record AfmOptions
{
    /// <summary>The field vectors.</summary>
    public FieldVectorOptions Fields { get; init; } = new();

    /// <summary>False: the plain sum of all products. The attention's weights exist, and do nothing.</summary>
    public bool UseAttention { get; init; } = true;

    /// <summary>Hidden units of the attention network.</summary>
    public int AttentionWidth { get; init; } = 10;

    /// <summary>Dropout of the attention weights, and of the weighted sum; a single rate is for both.</summary>
    public IReadOnlyList<double> Dropout { get; init; } = [0, 0];

    static readonly Key<IReadOnlyList<double>> _dropout = Key.Reals(
        "attention_dropout", "Dropout of the attention weights, and of the weighted sum; a single rate is for both.",
        0, least: 0, below: 1) with
    { Example = "[0.1, 0]" };

    /// <summary>The keys.</summary>
    internal static KeyTable<AfmOptions> Keys { get; } = new(() => new AfmOptions())
    {
        { FieldVectorOptions.Keys, options => options.Fields },
        { Key.Flag("use_attention", "False: the plain sum of all products."), options => options.UseAttention },
        {
            Key.Whole("attention_dim", "Hidden units of the attention network.", least: 1, most: Key.MostWidth),
            options => options.AttentionWidth
        },
        { _dropout, options => options.Dropout },
    };

    /// <summary>Reads the keys.</summary>
    public static AfmOptions From(ConfigSection config)
    {
        var options = Keys.Read(config);
        return options.Dropout.Count <= 2 ? options
            : throw config.Wrong(_dropout.Name, $"{options.Dropout.Count} values", "one rate, or two");
    }
}

/// <summary>
/// AFM (Xiao et al., 2017): logit = b + Σ_f w_f + p · Σ a_fg (v_f ⊙ v_g) over pairs, with a the softmax over pairs
/// of h · ReLU(W (v_f ⊙ v_g) + c).
/// </summary>
public sealed class Afm : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "AFM", [.. AfmOptions.Keys],
        (config, schema, seed) => new Afm(AfmOptions.From(config), schema, seed));

    readonly AfmOptions _options;
    readonly FieldVectors _fields;
    readonly WideLayer _wide;
    readonly PairVectors _pairs;
    readonly PairwiseSum _plain = new("plain_sum");
    readonly Linear _hidden, _score, _last;
    readonly int _weightsDropout, _sumDropout;

    /// <summary>Builds the model.</summary>
    public Afm(AfmOptions options, Schema schema, int seed) : base(schema, seed)
    {
        var width = options.Fields.Width;
        _options = options;
        _fields = new FieldVectors(AddFields("embedding_layer", width), options.Fields, Parameters);
        _wide = new WideLayer(Root.Sub("lr_layer"), AddLinearWeights("lr_layer.embedding_layer"), bias: true);
        _pairs = new PairVectors(Root.Sub("product_layer"), schema.ModelFields.Count);
        _hidden = new Linear(Root.Sub("attention.0"), width, options.AttentionWidth);
        _score = new Linear(Root.Sub("attention.2"), options.AttentionWidth, 1, bias: false);
        _last = new Linear(Root.Sub("weight_p"), width, 1, bias: false);
        (_weightsDropout, _sumDropout) = (Parameters.NextDropoutLayer(), Parameters.NextDropoutLayer());
        Sites = options.UseAttention
            ? [_fields.Site, _pairs.Site, new Site("attention/gate", "attention.1", SiteKind.Gate)]
            : [_fields.Site, _pairs.Site];
    }

    /// <summary>The attention sees every pair.</summary>
    public override long ProductsPerRow => DenseParameters * _pairs.Count;

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var vectors = _fields.Apply(batch, pass);
        if (!_options.UseAttention)
        {
            _pairs.Show(vectors, pass);
            return (_wide.Apply(batch, pass) + _plain.Apply(vectors, pass)).flatten();
        }

        var products = _pairs.Apply(vectors, pass); // [B, P, E]
        var hidden = pass.Observe("attention.1", nn.functional.relu(_hidden.Apply(products, pass)));
        var weights = pass.Observe("attention.3", _score.Apply(hidden, pass).softmax(1)); // [B, P, 1]
        weights = pass.Dropout(pass.Observe("attention", weights), _options.Dropout[0], _weightsDropout);
        var sum = pass.Observe("dropout1", weights).transpose(1, 2).bmm(products).squeeze(1); // [B, E]
        sum = pass.Observe("dropout2", pass.Dropout(sum, _options.Dropout[^1], _sumDropout));
        return (_wide.Apply(batch, pass) + _last.Apply(sum, pass)).flatten();
    }
}
