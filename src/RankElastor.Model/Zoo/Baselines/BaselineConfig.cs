using RankElastor.Data.Configuration;
using RankElastor.Model.Activations;
using RankElastor.Model.Layers;

namespace RankElastor.Model.Zoo.Baselines;

/// <summary>Keys that the baselines share, under FuxiCTR's names.</summary>
static class BaselineConfig
{
    static readonly KeyTable<MlpOptions> _network = new(() => new MlpOptions { HiddenUnits = [] })
    {
        {
            Key.Real(
                "net_dropout", "Dropout after each hidden layer; AutoInt: of attention weights too.",
                least: 0, below: 1),
            options => options.Dropout
        },
        { Key.Flag("batch_norm", "Batch normalisation before each activation."), options => options.BatchNorm },
    };

    static readonly Key<IReadOnlyList<string>> _activations =
        Key.Texts("hidden_activations", "Activation of all hidden layers, or one for each.", "relu") with
        { Allowed = Activation.All.Allowed };

    static readonly Key<IReadOnlyList<string>> _dnnActivations =
        Key.Texts("dnn_activations", "The same, before hidden_activations.") with
        { Allowed = Activation.All.Allowed, DefaultWords = "none", Example = "relu" };

    static readonly Key<int> _crossings =
        Key.Whole("num_cross_layers", "Crossings.", 3, least: 1, most: Key.MostLayers);
    static readonly Key<int> _olderCrossings =
        Key.Whole("crossing_layers", "The older name of num_cross_layers.", 3, least: 1, most: Key.MostLayers);

    public static Key<IReadOnlyList<int>> HiddenUnits { get; } =
        Units("hidden_units", "Widths of the network's hidden layers.", [64, 64, 64]);

    public static Key<IReadOnlyList<int>> DnnHiddenUnits { get; } =
        Units("dnn_hidden_units", "Widths of the network beside the rest; null for no network.", [64, 64, 64]) with
        { DefaultWords = "[64, 64, 64]; DCN: []" };

    public static IReadOnlyList<Key> Keys { get; } =
    [
        .. FieldVectorOptions.Keys, HiddenUnits, DnnHiddenUnits, _activations, _dnnActivations, .. _network,
        _crossings, _olderCrossings,
    ];

    /// <summary>A key for positive widths; null or [] means none.</summary>
    public static Key<IReadOnlyList<int>> Units(string name, string meaning, params IReadOnlyList<int> absent) =>
        Key.Wholes(name, meaning, absent, most: Key.MostWidth, nullIsEmpty: true) with { Example = "[400, 400]" };

    public static int Crossings(ConfigSection config) => _crossings.Read(config, _olderCrossings.Read(config));

    /// <summary>A network with the hidden layers of <paramref name="units"/>.</summary>
    public static MlpOptions HiddenLayers(ConfigSection config, Key<IReadOnlyList<int>> units, int? outputs)
    {
        var widths = units.Read(config);
        var activations = Activations(config, widths.Count);
        return _network.Read(config, new() { HiddenUnits = widths, Outputs = outputs, Activations = activations });
    }

    static IReadOnlyList<Activation> Activations(ConfigSection config, int layers)
    {
        var key = config.Has(_dnnActivations.Name) ? _dnnActivations : _activations;
        var names = key.Read(config);
        return names.Count == 1 || names.Count == layers || layers == 0
            ? [.. names.Select(name => Activation.Parse($"{config.Where}: {key.Name}", name))]
            : throw config.Wrong(key.Name, $"{names.Count} names", $"one name, or {layers}: one for each hidden layer");
    }
}
