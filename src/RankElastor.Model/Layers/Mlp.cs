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

    /// <summary>Width of a last Linear without activation, or null for none.</summary>
    public int? Outputs { get; init; }

    /// <summary>One for each hidden layer, or a single one for all.</summary>
    public IReadOnlyList<Activation> Activations { get; init; } = [Activation.Relu];

    /// <summary>Dropout after each activation.</summary>
    public double Dropout { get; init; }

    /// <summary>Batch normalisation before each activation.</summary>
    public bool BatchNorm { get; init; }
}

/// <summary>
/// FuxiCTR's MLP_Block: per hidden layer Linear → [BatchNorm] → activation → [dropout], then a Linear. Layers are
/// numbered as in torch's Sequential, so names agree with its checkpoints: <c>mlp.0.weight</c>.
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
        for (var i = 0; i < options.HiddenUnits.Count; i++)
        {
            var activation = options.Activations[options.Activations.Count == 1 ? 0 : i];
            AddHidden(layers, width, options.HiddenUnits[i], activation, options);
            width = options.HiddenUnits[i];
        }

        if (options.Outputs is { } outputs)
        {
            _layers.Add(new Linear(layers.Sub(_layers.Count), width, outputs).Apply);
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

    void AddHidden(Scope layers, int width, int units, Activation activation, MlpOptions options)
    {
        var linear = new Linear(layers.Sub(_layers.Count), width, units);
        _layers.Add(options.BatchNorm ? linear.ApplyBeforeBatchNorm : linear.Apply);
        if (options.BatchNorm)
        {
            _layers.Add(new BatchNorm(layers.Sub(_layers.Count), units).Apply);
        }

        if (activation != Activation.Identity)
        {
            var path = layers.Sub(_layers.Count).Path;
            _layers.Add((x, pass) => pass.Observe(path, activation.Apply(x)));
        }

        _hidden.Add((layers.Sub(_layers.Count - 1).Path, activation != Activation.Identity));

        if (options.Dropout > 0)
        {
            var number = layers.Store.NextDropoutLayer();
            _layers.Add((x, pass) => pass.Dropout(x, options.Dropout, number));
        }
    }
}
