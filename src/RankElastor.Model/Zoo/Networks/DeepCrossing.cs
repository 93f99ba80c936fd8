using RankElastor.Data.Configuration;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Activations;
using RankElastor.Model.Layers;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo.Baselines;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Networks;

/// <summary>Options of <see cref="DeepCrossing"/>.</summary>
public sealed record DeepCrossingOptions
{
    /// <summary>The field vectors.</summary>
    public FieldVectorOptions Fields { get; init; } = new();

    /// <summary>Hidden units, activations and dropout of the blocks, and whether they normalise by batch.</summary>
    public required MlpOptions Blocks { get; init; }

    /// <summary>Whether a block adds its input.</summary>
    public bool Residual { get; init; } = true;

    static readonly Key<bool> _residual = Key.Flag("use_residual", "A block adds its input.", true);
    static readonly NetworkKeys _blocks = new("residual_blocks", "hidden_activations", absent: [64, 64, 64]);

    /// <summary>The keys.</summary>
    internal static IReadOnlyList<Key> Keys { get; } = [.. FieldVectorOptions.Keys, _residual, .. _blocks.Keys];

    /// <summary>Reads the keys.</summary>
    public static DeepCrossingOptions From(ConfigSection config)
    {
        var blocks = _blocks.Read(config, outputs: null);
        var other = blocks.Activations.FirstOrDefault(
            activation => activation is DiceActivation or PReluActivation);
        return other is not null
            ? throw config.Wrong("hidden_activations", $"{other}", "one without weights: a block has it twice")
            : new DeepCrossingOptions
            {
                Fields = FieldVectorOptions.Keys.Read(config),
                Blocks = blocks,
                Residual = _residual.Read(config),
            };
    }
}

/// <summary>Deep Crossing (Shan et al., 2016): residual blocks g(BN(W₂ g(W₁ x) + x)), then a Linear.</summary>
public sealed class DeepCrossing : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "DeepCrossing", DeepCrossingOptions.Keys,
        (config, schema, seed) => new DeepCrossing(DeepCrossingOptions.From(config), schema, seed));

    readonly FieldVectors _fields;
    readonly List<ResidualBlock> _blocks = [];
    readonly Linear _last;

    /// <summary>Builds the model.</summary>
    public DeepCrossing(DeepCrossingOptions options, Schema schema, int seed) : base(schema, seed)
    {
        _fields = new FieldVectors(AddFields("embedding_layer", options.Fields.Width), options.Fields, Parameters);
        var layers = Root.Sub("crossing_layer");
        for (var i = 0; i < options.Blocks.HiddenUnits.Count; i++)
        {
            _blocks.Add(new ResidualBlock(layers.Sub(i), _fields.Numbers, _fields.Rows, options, i));
        }

        _last = new Linear(layers.Sub(_blocks.Count), _fields.Numbers, 1);
        Sites = [_fields.Site, .. _blocks.SelectMany((block, i) => block.Sites($"block{i + 1}"))];
    }

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var x = _fields.Apply(batch, pass).flatten(1);
        foreach (var block in _blocks)
        {
            x = block.Apply(x, pass);
        }

        return pass.Observe("crossing_layer", _last.Apply(x, pass)).flatten();
    }

    sealed class ResidualBlock
    {
        readonly Linear _first, _second;
        readonly Func<Tensor, ForwardPass, Tensor> _inner, _outer;
        readonly BatchNorm? _norm;
        readonly string _path, _hidden;
        readonly bool _residual;
        readonly double _dropout;
        readonly int _dropoutLayer, _rows;

        public ResidualBlock(Scope scope, int width, int rows, DeepCrossingOptions options, int layer)
        {
            var units = options.Blocks.HiddenUnits[layer];
            (_path, _rows, _residual) = (scope.Path, rows, options.Residual);
            _first = new Linear(scope.Sub("layer").Sub(0), width, units);
            _hidden = scope.Sub("layer").Sub(1).Path;
            _second = new Linear(scope.Sub("layer").Sub(2), units, width);
            var activation = Of(options.Blocks.Activations, layer);
            _inner = activation.Behind(scope.Sub("layer").Sub(1), units);
            _outer = activation.Behind(scope, width);
            _norm = options.Blocks.BatchNorm ? new BatchNorm(scope.Sub("batch_norm"), width) : null;
            _dropout = Of(options.Blocks.Dropout, layer);
            _dropoutLayer = scope.Store.NextDropoutLayer();
        }

        public IEnumerable<Site> Sites(string name) =>
        [
            new($"{name}/hidden1", _hidden, SiteKind.Vector), new($"{name}/hidden1/gate", _hidden, SiteKind.Gate),
            new(name, $"{_path}.rows"),
        ];

        public Tensor Apply(Tensor x, ForwardPass pass) // [B, F E] -> [B, F E]
        {
            var hidden = _inner(_first.Apply(x, pass), pass);
            var y = _norm is null ? _second.Apply(hidden, pass) : _second.ApplyBeforeBatchNorm(hidden, pass);
            y = pass.Observe($"{_path}.layer", y);
            y = _residual ? y + x : y;
            y = pass.ObserveRows($"{_path}.rows", _outer(_norm?.Apply(y, pass) ?? y, pass), _rows);
            return pass.Dropout(y, _dropout, _dropoutLayer);
        }

        static T Of<T>(IReadOnlyList<T> values, int layer) => values[values.Count == 1 ? 0 : layer];
    }
}
