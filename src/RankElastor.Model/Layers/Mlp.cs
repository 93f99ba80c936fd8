using RankElastor.Model.Activations;
using RankElastor.Model.Fused;
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

    /// <summary>
    /// Runs fused where the weights are small enough, so that nobody sees the hidden layers but replays: for networks
    /// without sites.
    /// </summary>
    public bool Fuses { get; init; }
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
    readonly FusedChain? _fused, _fusedRest;
    HiddenLayer? _first;

    /// <summary>
    /// Builds the layers for inputs of the given width, numbered below <paramref name="sequence"/>, or below the scope
    /// itself where that is empty.
    /// </summary>
    public Mlp(Scope scope, int inputs, MlpOptions options, string sequence = "mlp")
    {
        var layers = sequence.Length > 0 ? scope.Sub(sequence) : scope;
        _path = scope.Path;
        _sequentialPath = layers.Path;
        ChainBuilder chain = new(_path), rest = new(_path); // all layers, and those behind the first hidden one
        var width = inputs;
        if (options is { BatchNorm: true, NormalisesInputOnly: true })
        {
            _layers.Add(new BatchNorm(layers.Sub(0), inputs).Apply);
            chain.Refuse();
        }

        for (var i = 0; i < options.HiddenUnits.Count; i++)
        {
            AddHidden(layers, width, i, options, chain, rest);
            width = options.HiddenUnits[i];
        }

        if (options.Outputs is { } outputs)
        {
            var last = new Linear(layers.Sub(_layers.Count), width, outputs);
            _layers.Add(last.Apply);
            last.AddTo(chain);
            last.AddTo(rest);
            Add(layers, options.OutputActivation, outputs);
            chain.Activate(options.OutputActivation, outputs);
            rest.Activate(options.OutputActivation, outputs);
            width = outputs;
        }

        Outputs = width;
        _fused = options.Fuses ? scope.Store.Own(chain.Build()) : null;
        _fusedRest = options.Fuses ? scope.Store.Own(rest.Build()) : null;
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
        if (_fused is not null && !pass.ShowsEveryStage)
        {
            return pass.Observe(_path, pass.Observe(_sequentialPath, _fused.Apply(x, pass)));
        }

        return Behind(x, pass, _layers);
    }

    Tensor Behind(Tensor x, ForwardPass pass, IEnumerable<Func<Tensor, ForwardPass, Tensor>> layers)
    {
        foreach (var layer in layers)
        {
            x = layer(x, pass);
        }

        return pass.Observe(_path, pass.Observe(_sequentialPath, x));
    }

    /// <summary>
    /// The same of x ⊙ s with one s [1, inputs] for all rows, which the first layer's weights take, so that x is not
    /// written a second time; for a network that begins with a Linear.
    /// </summary>
    internal Tensor ApplyScaled(Tensor x, Tensor scale, ForwardPass pass) => Behind(
        _first!.Linear.ApplyScaled(x, scale, pass, _first.IsNormed), pass, _layers.Skip(1));

    /// <summary>
    /// The hidden layer that the network begins with, for what makes its result otherwise; null where it begins with
    /// another, or is normalised.
    /// </summary>
    internal HiddenLayer? First => _first is { IsNormed: false } ? _first : null;

    /// <summary>The same from the first hidden layer's result on: of its Linear, or with ReLU and dropout behind it.
    /// </summary>
    internal Tensor ApplyBehindFirst(Tensor first, bool isActivated, ForwardPass pass)
    {
        if (!isActivated)
        {
            return Behind(first, pass, _layers.Skip(1));
        }

        return _fusedRest is not null && !pass.ShowsEveryStage
            ? pass.Observe(_path, pass.Observe(_sequentialPath, _fusedRest.Apply(first, pass)))
            : Behind(first, pass, _layers.Skip(_first!.Layers));
    }

    void AddHidden(Scope layers, int width, int layer, MlpOptions options, ChainBuilder chain, ChainBuilder rest)
    {
        var units = options.HiddenUnits[layer];
        var linear = new Linear(layers.Sub(_layers.Count), width, units);
        var isNormed = options is { BatchNorm: true, NormalisesInputOnly: false };
        var isFirst = _layers.Count == 0;
        _layers.Add(isNormed ? linear.ApplyBeforeBatchNorm : linear.Apply);
        linear.AddTo(chain);
        if (!isFirst)
        {
            linear.AddTo(rest);
        }

        if (isNormed)
        {
            chain.Refuse();
            rest.Refuse();
            _layers.Add(new BatchNorm(layers.Sub(_layers.Count), units).Apply);
        }

        var activation = Of(options.Activations, layer);
        Add(layers, activation, units);
        _hidden.Add((layers.Sub(_layers.Count - 1).Path, activation != Activation.Identity));
        var dropout = Of(options.Dropout, layer);
        var number = dropout > 0 ? layers.Store.NextDropoutLayer() : 0;
        if (dropout > 0)
        {
            _layers.Add((x, pass) => pass.Dropout(x, dropout, number));
        }

        chain.Activate(activation, units, dropout, number);
        if (isFirst)
        {
            _first = new HiddenLayer(linear, isNormed, activation, dropout, number, _layers.Count);
        }
        else
        {
            rest.Activate(activation, units, dropout, number);
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

/// <summary>
/// A hidden layer: a Linear, perhaps normalised, its activation and dropout, and how many layers those are in all.
/// </summary>
sealed record HiddenLayer(
    Linear Linear, bool IsNormed, Activation Activation, double Dropout, int DropoutLayer, int Layers);
