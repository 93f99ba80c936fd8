using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Layers;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo.Baselines;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace RankElastor.Model.Zoo.Networks;

/// <summary>Options of <see cref="QnnAlpha"/>.</summary>
public sealed record QnnAlphaOptions
{
    /// <summary>The field vectors; E is 16 and a multiple of the heads.</summary>
    public FieldVectorOptions Fields { get; init; } = new() { Width = 16 };

    /// <summary>Layers, at least one.</summary>
    public int Depth { get; init; } = 3;

    /// <summary>Heads.</summary>
    public int Heads { get; init; } = 1;

    /// <summary>Factors that each head is multiplied by, and whose products are added.</summary>
    public int Factors { get; init; } = 2;

    /// <summary>Dropout of the factors, and behind each layer.</summary>
    public double Dropout { get; init; }

    /// <summary>Batch normalisation of the factors before their ReLU.</summary>
    public bool BatchNorm { get; init; }

    /// <summary>The keys.</summary>
    internal static KeyTable<QnnAlphaOptions> Keys { get; } = new(() => new QnnAlphaOptions())
    {
        { FieldVectorOptions.KeysFor(16), options => options.Fields },
        { Key.Whole("num_layers", "Layers.", least: 1, most: Key.MostLayers), options => options.Depth },
        {
            Key.Whole("num_heads", "Heads; embedding_dim is a multiple of them.", least: 1, most: Key.MostWidth),
            options => options.Heads
        },
        {
            Key.Whole("num_row", "Factors that each head is multiplied by.", least: 1, most: Key.MostLayers),
            options => options.Factors
        },
        {
            Key.Real(NetworkKeys.NetDropout, "Dropout of the factors, and behind each layer.", least: 0, below: 1),
            options => options.Dropout
        },
        {
            Key.Flag(NetworkKeys.UsualBatchNorm, "Batch normalisation of the factors before their ReLU."),
            options => options.BatchNorm
        },
    };
}

/// <summary>
/// QNN-α (of FuxiCTR's zoo): layers x + Σ_r x ⊙ relu(W_r x) in heads, then a Linear. In training two passes with
/// dropout of their own are averaged as probabilities, and each also learns from the mean, which stands still for it.
/// </summary>
public sealed class QnnAlpha : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "QNN_alpha", [.. QnnAlphaOptions.Keys],
        (config, schema, seed) => new QnnAlpha(QnnAlphaOptions.Keys.Read(config), schema, seed));

    readonly FieldVectors _fields;
    readonly List<Layer> _layers = [];
    readonly Linear _last;

    /// <summary>Builds the model.</summary>
    /// <exception cref="InputException">Heads do not divide the width of the vectors.</exception>
    public QnnAlpha(QnnAlphaOptions options, Schema schema, int seed) : base(schema, seed)
    {
        if (options.Fields.Width % options.Heads != 0)
        {
            throw InputException.At(
                "num_heads", $"{options.Heads} for embedding_dim {options.Fields.Width}", "a divisor of it");
        }

        _fields = new FieldVectors(AddFields("embedding_layer", options.Fields.Width), options.Fields, Parameters);
        for (var i = 0; i < options.Depth; i++)
        {
            _layers.Add(new Layer(Root.Sub("qnn").Sub("layer").Sub(i), _fields.Rows, options));
        }

        _last = new Linear(Root.Sub("qnn").Sub("fc"), _fields.Numbers, 1);
        Sites = [_fields.Site, .. _layers.SelectMany((layer, i) => layer.Sites($"layer{i + 1}"))];
    }

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var flat = _fields.Apply(batch, pass).flatten(1);
        var first = Network(flat, pass);
        if (!pass.Training)
        {
            return first;
        }

        var second = Network(flat, pass.Within("second"));
        // the logit of the mean probability, which does not overflow
        var mean = functional.logsigmoid(first).logaddexp(functional.logsigmoid(second))
            - functional.logsigmoid(-first).logaddexp(functional.logsigmoid(-second));
        var aim = mean.detach().sigmoid();
        pass.AddPenalty(functional.binary_cross_entropy_with_logits(first, aim)
            + functional.binary_cross_entropy_with_logits(second, aim));
        return mean;
    }

    Tensor Network(Tensor x, ForwardPass pass)
    {
        foreach (var layer in _layers)
        {
            x = layer.Apply(x, pass);
        }

        return pass.Observe("qnn", _last.Apply(x, pass)).flatten();
    }

    sealed class Layer
    {
        readonly QnnAlphaOptions _options;
        readonly Linear _linear;
        readonly BatchNorm? _norm;
        readonly string _path;
        readonly int _fields, _factorDropout, _dropout;

        public Layer(Scope scope, int fields, QnnAlphaOptions options)
        {
            (_options, _path, _fields) = (options, scope.Path, fields);
            var width = fields * options.Fields.Width;
            var linear = scope.Sub("linear");
            _linear = new Linear(linear.Sub(0), width, width * options.Factors);
            _norm = options.BatchNorm ? new BatchNorm(linear.Sub(1), width * options.Factors) : null;
            (_factorDropout, _dropout) = (scope.Store.NextDropoutLayer(), scope.Store.NextDropoutLayer());
        }

        public IEnumerable<Site> Sites(string name) =>
            [new($"{name}/factors", $"{_path}.linear", SiteKind.Gate), new(name, $"{_path}.rows")];

        public Tensor Apply(Tensor x, ForwardPass pass) // [B, F E] -> [B, F E]
        {
            var factors = _norm is null ? _linear.Apply(x, pass)
                : _norm.Apply(_linear.ApplyBeforeBatchNorm(x, pass), pass);
            factors = pass.Observe($"{_path}.linear", factors.relu());
            factors = pass.Dropout(factors, _options.Dropout, _factorDropout);
            // A head has its part of every field, field by field; the sum with x is not put back into x's order, as in
            // the reference.
            var heads = x.view(-1, _fields, _options.Heads, _options.Fields.Width / _options.Heads)
                .transpose(1, 2).reshape(x.shape[0], _options.Heads, -1);
            var sums = factors.view(x.shape[0], _options.Heads, _options.Factors, -1).sum(2);
            var y = pass.Observe(_path, (heads * sums).flatten(1) + x);
            return pass.Dropout(pass.ObserveRows($"{_path}.rows", y, _fields), _options.Dropout, _dropout);
        }
    }
}
