using RankElastor.Model.Parameters;
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
/// FuxiCTR's MLP_Block: per hidden layer Linear → [BatchNorm] → activation → [dropout], then a Linear. Layers are numbered as torch's Sequential numbers
/// them, so names agree with its checkpoints: <c>mlp.0.weight</c>.
/// </summary>
public sealed class Mlp
{
    readonly List<HiddenLayer> _hidden = [];
    readonly Linear? _last;
    readonly string _path, _sequentialPath;

    /// <summary>Builds the layers for inputs of the given width.</summary>
    public Mlp(Scope scope, int inputs, MlpOptions options)
    {
        var layers = scope.Sub("mlp");
        (_path, _sequentialPath) = (scope.Path, layers.Path);
        var (width, place) = (inputs, 0);
        for (var i = 0; i < options.HiddenUnits.Count; i++)
        {
            var activation = options.Activations[options.Activations.Count == 1 ? 0 : i];
            _hidden.Add(new HiddenLayer(layers, ref place, width, options.HiddenUnits[i], activation, options));
            width = options.HiddenUnits[i];
        }

        if (options.Outputs is { } outputs)
        {
            _last = new Linear(layers.Sub(place), width, outputs);
            width = outputs;
        }

        Outputs = width;
    }

    /// <summary>Width of the result.</summary>
    public int Outputs { get; }

    /// <summary>[B, inputs] → [B, Outputs].</summary>
    public Tensor Apply(Tensor x, ForwardPass pass)
    {
        x = _hidden.Count > 0 && _hidden.All(layer => layer.IsFusable(pass))
            ? HiddenStack.Of(x.contiguous(), _hidden, pass)
            : _hidden.Aggregate(x, (value, layer) => layer.Apply(value, pass));
        return pass.Observe(_path, pass.Observe(_sequentialPath, _last?.Apply(x, pass) ?? x));
    }
}
