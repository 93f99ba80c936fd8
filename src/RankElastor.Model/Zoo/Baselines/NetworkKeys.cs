using RankElastor.Data.Configuration;
using RankElastor.Model.Activations;
using RankElastor.Model.Layers;

namespace RankElastor.Model.Zoo.Baselines;

/// <summary>
/// The keys of one MLP under the names that a model gives them: widths, activations, dropout and batch normalisation.
/// </summary>
sealed class NetworkKeys
{
    /// <summary>The usual names of dropout and batch normalisation.</summary>
    public const string NetDropout = "net_dropout", UsualBatchNorm = "batch_norm";

    readonly Key<IReadOnlyList<int>>? _units;
    readonly Key<IReadOnlyList<Activation>> _activations;
    readonly Key<IReadOnlyList<double>>? _dropout;
    readonly Key<bool>? _batchNorm;

    /// <summary>Names the keys; a null name is a key that the model does not have.</summary>
    public NetworkKeys(
        string? units, string activations, string? dropout = NetDropout, string? batchNorm = UsualBatchNorm,
        IReadOnlyList<int>? absent = null, string activation = "relu", bool normalises = false,
        double dropoutRate = 0)
    {
        _units = units is null ? null : Units(units, "Widths of the network's hidden layers.", [.. absent ?? []]);
        _activations = Activations(activations, activation);
        _dropout = dropout is null ? null : Rates(dropout, dropoutRate);
        _batchNorm = batchNorm is null ? null
            : Key.Flag(batchNorm, "Batch normalisation before each activation.", normalises);
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<Key> Keys =>
        [.. new Key?[] { _units, _activations, _dropout, _batchNorm }.OfType<Key>()];

    /// <summary>The network that a section describes, its input and output left open.</summary>
    /// <exception cref="Data.Files.InputException">As many activations or rates as neither one nor the layers.
    /// </exception>
    public MlpOptions Read(ConfigSection config, int? outputs) => Read(config, _units!.Read(config), outputs);

    /// <summary>The same for widths that are known already.</summary>
    public MlpOptions Read(ConfigSection config, IReadOnlyList<int> widths, int? outputs) => new()
    {
        HiddenUnits = widths,
        Outputs = outputs,
        Activations = OnePerLayer(config, _activations, widths.Count),
        Dropout = _dropout is null ? [0] : OnePerLayer(config, _dropout, widths.Count),
        BatchNorm = _batchNorm?.Read(config) ?? false,
    };

    /// <summary>A key for positive widths; null or [] means none.</summary>
    public static Key<IReadOnlyList<int>> Units(string name, string meaning, params IReadOnlyList<int> absent) =>
        Key.Wholes(name, meaning, absent, most: Key.MostWidth, nullIsEmpty: true) with { Example = "[400, 400]" };

    /// <summary>A key for the activation of all hidden layers, or one for each; null for none.</summary>
    public static Key<IReadOnlyList<Activation>> Activations(string name, string absent = "relu") =>
        Activation.OfUnits.KeyOfSeveral(
            name, "Activation of all hidden layers, or one for each; null for none.", absent, Activation.Identity);

    /// <summary>A key for the dropout behind all hidden layers, or one rate for each.</summary>
    public static Key<IReadOnlyList<double>> Rates(string name, double absent = 0) =>
        Key.Reals(name, "Dropout after all hidden layers, or one rate for each.", absent, least: 0, below: 1);

    static IReadOnlyList<T> OnePerLayer<T>(ConfigSection config, Key<IReadOnlyList<T>> key, int layers)
    {
        var values = key.Read(config);
        return values.Count == 1 || values.Count == layers || layers == 0 ? values : throw config.Wrong(
            key.Name, $"{values.Count} values", $"one value, or {layers}: one for each hidden layer");
    }
}
