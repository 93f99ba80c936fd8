using RankElastor.Data.Configuration;
using RankElastor.Data.Schemas;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Histories;
using RankElastor.Model.Zoo.Baselines;

namespace RankElastor.Model.Zoo.Histories;

/// <summary>Options of <see cref="TransAct"/> and <see cref="LongTransAct"/>.</summary>
public sealed record TransActOptions
{
    /// <summary>Numbers per field's vector.</summary>
    public int Width { get; init; } = 64;

    /// <summary>Targets and their histories.</summary>
    public required IReadOnlyList<HistoryPair> Pairs { get; init; }

    /// <summary>The transformers of the histories.</summary>
    public ActionTransformerOptions Encoder { get; init; } = new();

    /// <summary>Crossings of histories and fields; may be none.</summary>
    public int Crossings { get; init; } = 3;

    /// <summary>The network beside the crossings; it has a hidden layer and no output layer.</summary>
    public required MlpOptions Parallel { get; init; }

    /// <summary>The network on both, which ends in one number.</summary>
    public required MlpOptions Last { get; init; }

    static readonly Key<int> _width = Key.Whole(
        "embedding_dim", "E: numbers per field's embedding.", 64, least: 1, most: Key.MostWidth);
    static readonly Key<IReadOnlyList<IReadOnlyList<string>>> _target = NameGroups.Key(
        "target_item_field", "Fields of the item that is ranked.", "item_id", "cate_id");
    static readonly Key<IReadOnlyList<IReadOnlyList<string>>> _history = NameGroups.Key(
        "sequence_item_field", "Sequence fields of the history's items, one for each target field.",
        "click_history", "cate_history");
    static readonly Key<int> _crossings = Key.Whole(
        "dcn_cross_layers", "Crossings of histories and fields.", 3, least: 0, most: Key.MostLayers);
    static readonly NetworkKeys _parallel = new("dcn_hidden_units", "hidden_activations", absent: [256, 128, 64]);
    static readonly Key<IReadOnlyList<int>> _last = NetworkKeys.Units(
        "mlp_hidden_units", "Widths of the network on crossings and network; it has their activations.");
    static readonly Key<bool> _window = Key.Flag("use_time_window_mask", "Hides recent items at random.") with
    { Allowed = "False" };
    static readonly Key<object?> _windowWidth = Key.Foreign(
        "time_window_ms", "Of use_time_window_mask; without effect.");

    static readonly Key[] _shared =
    [
        _width, .. ActionTransformerOptions.Keys, _crossings, .. _parallel.Keys, _last, _window, _windowWidth,
    ];

    /// <summary>The keys.</summary>
    internal static IReadOnlyList<Key> Keys { get; } = [_target, _history, .. _shared];

    /// <summary>The keys of the long-sequence model.</summary>
    internal static IReadOnlyList<Key> LongKeys { get; } = [.. LongHistory.Keys, .. _shared];

    /// <summary>Reads the keys.</summary>
    public static TransActOptions From(ConfigSection config, Schema schema) =>
        From(config, HistoryPair.Read(config, schema, _target, _history));

    /// <summary>Reads the keys of the long-sequence model, which has one history.</summary>
    public static TransActOptions FromLong(ConfigSection config, Schema schema) =>
        From(config, [LongHistory.Read(config, schema)]);

    static TransActOptions From(ConfigSection config, IReadOnlyList<HistoryPair> pairs)
    {
        if (_window.Read(config))
        {
            throw config.Wrong(
                _window.Name, true, "False: FuxiCTR gives its model no times to hide items by, and fails in training");
        }

        _windowWidth.Read(config);
        var parallel = _parallel.Read(config, outputs: null);
        return new()
        {
            Width = _width.Read(config),
            Pairs = pairs,
            Encoder = ActionTransformerOptions.Keys.Read(config),
            Crossings = _crossings.Read(config),
            Parallel = parallel.HiddenUnits.Count > 0 ? parallel
                : throw config.Wrong("dcn_hidden_units", "no hidden layers", "at least one"),
            Last = LastNetwork(config, parallel),
        };
    }

    /// <summary>Of a list of activations each network takes as many as it has layers.</summary>
    static MlpOptions LastNetwork(ConfigSection config, MlpOptions parallel)
    {
        var (units, activations) = (_last.Read(config), parallel.Activations);
        return new()
        {
            HiddenUnits = units,
            Outputs = 1,
            Activations = activations.Count == 1 ? activations
                : activations.Count >= units.Count ? [.. activations.Take(Math.Max(1, units.Count))]
                : throw config.Wrong(
                    _last.Name, $"{units.Count} layers", $"at most {activations.Count}, the hidden_activations"),
        };
    }
}
