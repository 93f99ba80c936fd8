using RankElastor.Model.Activations;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers;

/// <summary>Shape and options of a <see cref="Mlp"/>, in FuxiCTR's terms.</summary>
public sealed record MlpOptions
{
    /// <summary>Widths of the hidden layers; may be empty.</summary>
    public required IReadOnlyList<int> HiddenUnits { get; init; }

    /// <summary>Width of a last Linear, or null for none.</summary>
    public int? Outputs { get; init; }

    /// <summary>What stands behind that Linear.</summary>
    public Activation OutputActivation { get; init; } = Activation.Identity;

    /// <summary>One for each hidden layer, or a single one for all.</summary>
    public IReadOnlyList<Activation> Activations { get; init; } = [Activation.Relu];

    /// <summary>Dropout after each activation: one rate for each hidden layer, or a single one for all.</summary>
    public IReadOnlyList<double> Dropout { get; init; } = [0];

    /// <summary>Batch normalisation before each activation.</summary>
    public bool BatchNorm { get; init; }

    /// <summary>With batch normalisation: of the input alone, not before the activations.</summary>
    public bool NormalisesInputOnly { get; init; }
}

/// <summary>
/// FuxiCTR's MLP_Block: [BatchNorm], per hidden layer Linear → [BatchNorm] → activation → [dropout], then a Linear and
/// perhaps an activation. Layers are numbered as in torch's Sequential, so names agree with its checkpoints:
/// <c>mlp.0.weight</c>.
/// </summary>
public sealed class Mlp
{
    readonly List<Func<Tensor, ForwardPass, Tensor>> _layers = [];
    readonly List<(string Stage, bool Activates)> _hidden = [];
    readonly string _path, _sequentialPath;

    /// <summary>Builds the layers for inputs of the given width.</summary>
    public Mlp(Scope scope, int inputs, MlpOptions options)
    {
        var layers = scope.Sub("mlp");
        _path = scope.Path;
        _sequentialPath = layers.Path;
        var width = inputs;
        if (options is { BatchNorm: true, NormalisesInputOnly: true })
        {
            _layers.Add(new BatchNorm(layers.Sub(0), inputs).Apply);
        }

        for (var i = 0; i < options.HiddenUnits.Count; i++)
        {
            AddHidden(layers, width, i, options);
            width = options.HiddenUnits[i];
        }

        if (options.Outputs is { } outputs)
        {
            _layers.Add(new Linear(layers.Sub(_layers.Count), width, outputs).Apply);
            Add(layers, options.OutputActivation, outputs);
            width = outputs;
        }

        Outputs = width;
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

    /// <summary>[B, inputs] → [B, Outputs].</summary>
    public Tensor Apply(Tensor x, ForwardPass pass)
    {
        foreach (var layer in _layers)
        {
            x = layer(x, pass);
        }

        return pass.Observe(_path, pass.Observe(_sequentialPath, x));
    }

    void AddHidden(Scope layers, int width, int layer, MlpOptions options)
    {
        var units = options.HiddenUnits[layer];
        var linear = new Linear(layers.Sub(_layers.Count), width, units);
        var isNormed = options is { BatchNorm: true, NormalisesInputOnly: false };
        _layers.Add(isNormed ? linear.ApplyBeforeBatchNorm : linear.Apply);
        if (isNormed)
        {
            _layers.Add(new BatchNorm(layers.Sub(_layers.Count), units).Apply);
        }

        var activation = Of(options.Activations, layer);
        Add(layers, activation, units);
        _hidden.Add((layers.Sub(_layers.Count - 1).Path, activation != Activation.Identity));
        var dropout = Of(options.Dropout, layer);
        if (dropout > 0)
        {
            var number = layers.Store.NextDropoutLayer();
            _layers.Add((x, pass) => pass.Dropout(x, dropout, number));
        }
    }

    void Add(Scope layers, Activation activation, int units)
    {
        if (activation != Activation.Identity)
        {
            _layers.Add(activation.Behind(layers.Sub(_layers.Count), units));
        }
    }

    static T Of<T>(IReadOnlyList<T> values, int layer) => values[values.Count == 1 ? 0 : layer];
}
