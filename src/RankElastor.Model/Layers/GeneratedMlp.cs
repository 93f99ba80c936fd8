using RankElastor.Data.Files;
using RankElastor.Model.Activations;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers;

/// <summary>How the weights of a <see cref="GeneratedMlp"/> come about.</summary>
public sealed record WeightGenerationOptions
{
    /// <summary>Hidden layers of the network that generates them; its outputs are left open.</summary>
    public MlpOptions Generator { get; init; } = new() { HiddenUnits = [] };

    /// <summary>Rank of each layer's weights, or a single one for all; null: full weights are generated.</summary>
    public IReadOnlyList<int?> Ranks { get; init; } = [32];

    /// <summary>
    /// Inner width of the two factors of each learned matrix, or a single one for all; null: no factors.
    /// </summary>
    public IReadOnlyList<int?> InnerWidths { get; init; } = [1024];

    /// <summary>Whether biases are generated too; else each layer has an ordinary one.</summary>
    public bool GeneratesBias { get; init; } = true;
}

/// <summary>
/// FuxiCTR's APG_MLP: per hidden layer a <see cref="GeneratedLinear"/> → [BatchNorm] → activation → [dropout], then an
/// ordinary Linear. The weights are generated from each layer's own input, or from a vector that is given.
/// </summary>
sealed class GeneratedMlp
{
    readonly List<Hidden> _hidden = [];
    readonly Linear? _last;
    readonly string _path;

    /// <summary>
    /// Builds the layers for inputs of the given width and given vectors of width <paramref name="conditions"/>; null:
    /// each layer's input is its own.
    /// </summary>
    public GeneratedMlp(
        Scope scope, int inputs, MlpOptions options, int? conditions, WeightGenerationOptions generation)
    {
        var layers = scope.Sub("dense_layers");
        _path = scope.Path;
        var width = inputs;
        for (var i = 0; i < options.HiddenUnits.Count; i++)
        {
            _hidden.Add(new Hidden(layers, i, width, options, conditions ?? width, generation));
            width = options.HiddenUnits[i];
        }

        _last = options.Outputs is { } outputs ? new Linear(layers.Sub("out_proj"), width, outputs) : null;
        Outputs = options.Outputs ?? width;
    }

    /// <summary>Width of the result.</summary>
    public int Outputs { get; }

    /// <summary>Hidden outputs <c>name/hidden1</c> …, and <c>name/hidden1/gate</c> after an activation.</summary>
    public IEnumerable<Site> Sites(string name) => _hidden.SelectMany((layer, i) =>
    {
        Site[] sites =
        [
            new($"{name}/hidden{i + 1}", layer.Stage, SiteKind.Vector),
            new($"{name}/hidden{i + 1}/gate", layer.Stage, SiteKind.Gate),
        ];
        return sites.Take(layer.Activates ? 2 : 1);
    });

    /// <summary>[B, inputs] and, where there is one, the given vector [B, conditions] → [B, Outputs].</summary>
    public Tensor Apply(Tensor x, Tensor? condition, ForwardPass pass)
    {
        foreach (var layer in _hidden)
        {
            x = layer.Apply(x, condition ?? x, pass);
        }

        return pass.Observe(_path, _last?.Apply(x, pass) ?? x);
    }

    sealed class Hidden
    {
        readonly GeneratedLinear _linear;
        readonly BatchNorm? _norm;
        readonly Func<Tensor, ForwardPass, Tensor>? _activation;
        readonly double _dropout;
        readonly int _dropoutLayer;

        public Hidden(
            Scope scope, int index, int inputs, MlpOptions options, int conditions, WeightGenerationOptions generation)
        {
            var units = options.HiddenUnits[index];
            var linear = scope.Sub($"linear_{index + 1}");
            _linear = new GeneratedLinear(
                linear, inputs, units, conditions, Of("rank_k", generation.Ranks),
                Of("overparam_p", generation.InnerWidths), generation);
            Stage = linear.Path;
            if (options.BatchNorm)
            {
                var norm = scope.Sub($"bn_{index + 1}");
                (_norm, Stage) = (new BatchNorm(norm, units), norm.Path);
            }

            if (Value(options.Activations) is var activation && activation != Activation.Identity)
            {
                var behind = scope.Sub($"act_{index + 1}");
                (_activation, Stage) = (activation.Behind(behind, units), behind.Path);
            }

            _dropout = Value(options.Dropout);
            _dropoutLayer = _dropout > 0 ? scope.Store.NextDropoutLayer() : 0;

            T Value<T>(IReadOnlyList<T> values) => values[values.Count == 1 ? 0 : index];

            int? Of(string key, IReadOnlyList<int?> values)
            {
                var layers = options.HiddenUnits.Count;
                return values.Count == 1 || values.Count == layers ? Value(values) : throw InputException.At(
                    key, $"{values.Count} values", $"one value, or {layers}: one for each layer");
            }
        }

        /// <summary>Where its output is observed.</summary>
        public string Stage { get; }

        public bool Activates => _activation is not null;

        public Tensor Apply(Tensor x, Tensor condition, ForwardPass pass)
        {
            var y = _linear.Apply(x, condition, _norm is not null, pass);
            y = _norm?.Apply(y, pass) ?? y;
            y = _activation?.Invoke(y, pass) ?? y;
            return pass.Dropout(y, _dropout, _dropoutLayer);
        }
    }
}
