using RankElastor.Data.Configuration;
using RankElastor.Model.Activations;
using RankElastor.Model.Layers;

namespace RankElastor.Model.Zoo.Baselines;

/// <summary>Option groups that the baselines share, under FuxiCTR's names; whatever is out of range is an input error that names the key.</summary>
static class BaselineConfig
{
    /// <summary>FuxiCTR's default of <c>hidden_units</c>.</summary>
    public static IReadOnlyList<int> DefaultUnits { get; } = [64, 64, 64];

    /// <summary>A positive whole number.</summary>
    public static int Positive(this ConfigSection config, string key, int absent)
    {
        var value = config.Whole(key, absent);
        return value > 0 ? value : throw config.Wrong(key, (long)value, "a whole number above 0");
    }

    /// <summary>Positive widths; a key that is there with the value null or [] means none.</summary>
    public static IReadOnlyList<int> Widths(this ConfigSection config, string key, IReadOnlyList<int> absent)
    {
        var widths = config.Wholes(key, config.Keys.Contains(key) ? [] : absent);
        return widths.All(width => width > 0) ? widths : throw config.Wrong(key, $"[{string.Join(", ", widths)}]", "whole numbers above 0");
    }

    /// <summary>A probability below 1.</summary>
    public static double Dropout(this ConfigSection config, string key)
    {
        var value = config.Number(key, 0);
        return value is >= 0 and < 1 ? value : throw config.Wrong(key, value, "0 <= p < 1");
    }

    /// <summary>
    /// Hidden layers by <paramref name="unitsKey"/>, with <c>dnn_activations</c> or <c>hidden_activations</c>, <c>net_dropout</c> and <c>batch_norm</c>.
    /// </summary>
    public static MlpOptions HiddenLayers(this ConfigSection config, string unitsKey, IReadOnlyList<int> absent, int? outputs)
    {
        var units = config.Widths(unitsKey, absent);
        return new MlpOptions
        {
            HiddenUnits = units,
            Outputs = outputs,
            Activations = Activations(config, units.Count),
            Dropout = config.Dropout("net_dropout"),
            BatchNorm = config.Flag("batch_norm", false),
        };
    }

    static IReadOnlyList<Activation> Activations(ConfigSection config, int layers)
    {
        var key = config.Has("dnn_activations") ? "dnn_activations" : "hidden_activations";
        if (!config.Has(key))
        {
            return [Activation.Relu];
        }

        var names = config.Texts(key);
        return names.Count == 1 || names.Count == layers || layers == 0
            ? [.. names.Select(name => Activation.Parse($"{config.Where}: {key}", name))]
            : throw config.Wrong(key, $"{names.Count} names", $"one name, or {layers}: one for each hidden layer");
    }
}
