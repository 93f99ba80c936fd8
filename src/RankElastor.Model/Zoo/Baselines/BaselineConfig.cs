using RankElastor.Data.Configuration;
using RankElastor.Model.Layers;

namespace RankElastor.Model.Zoo.Baselines;

/// <summary>Keys that many models share, under FuxiCTR's names.</summary>
static class BaselineConfig
{
    static readonly NetworkKeys _network = new(null, "hidden_activations");
    static readonly NetworkKeys _dnn = new(null, "dnn_activations");

    static readonly Key<int> _crossings =
        Key.Whole("num_cross_layers", "Crossings.", 3, least: 1, most: Key.MostLayers) with
        { Older = ["crossing_layers"] };

    public static Key<IReadOnlyList<int>> HiddenUnits { get; } =
        NetworkKeys.Units("hidden_units", "Widths of the network's hidden layers.", [64, 64, 64]);

    public static Key<IReadOnlyList<int>> DnnHiddenUnits { get; } = NetworkKeys.Units(
        "dnn_hidden_units", "Widths of the network beside the rest; null for no network.", [64, 64, 64]) with
    { DefaultWords = "[64, 64, 64]; DCN: []" };

    public static IReadOnlyList<Key> Keys { get; } =
    [
        .. FieldVectorOptions.Keys, HiddenUnits, DnnHiddenUnits, .. _network.Keys.Take(1),
        NetworkKeys.Activations("dnn_activations") with
        { Meaning = "The same, before hidden_activations.", DefaultWords = "none", Example = "relu" },
        .. _network.Keys.Skip(1), _crossings,
    ];

    public static int Crossings(ConfigSection config) => _crossings.Read(config);

    /// <summary>A network with the hidden layers of <paramref name="units"/>.</summary>
    public static MlpOptions HiddenLayers(ConfigSection config, Key<IReadOnlyList<int>> units, int? outputs)
    {
        var widths = units.Read(config);
        return (config.Has("dnn_activations") ? _dnn : _network).Read(config, widths, outputs);
    }
}
