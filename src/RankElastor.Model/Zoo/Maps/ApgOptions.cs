using System.Globalization;
using RankElastor.Data.Configuration;
using RankElastor.Model.Layers;
using RankElastor.Model.Zoo.Baselines;

namespace RankElastor.Model.Zoo.Maps;

/// <summary>What generates the weights of <see cref="ApgDeepFm"/> and <see cref="ApgDcnV2"/>, and from what.</summary>
public sealed record ApgOptions
{
    static readonly NetworkKeys _generator =
        new("hidden_units", "hidden_activations", "dropout_rates", batchNorm: null);

    static readonly Key<ConfigSection?> _mapping = Key.Mapping(
        "hypernet_config", "The network that generates a layer's weights.", _generator.Keys);

    /// <summary>How.</summary>
    public WeightGenerationOptions Generation { get; init; } = new();

    /// <summary>
    /// Whether weights are generated from the vectors of <see cref="Features"/>; else from a layer's own input.
    /// </summary>
    public bool OfFeatures { get; init; }

    /// <summary>Names of fields.</summary>
    public IReadOnlyList<string> Features { get; init; } = [];

    /// <summary>Whether those have a set of vectors of their own for this.</summary>
    public bool OwnVectors { get; init; }

    /// <summary>The keys.</summary>
    internal static KeyTable<ApgOptions> Keys { get; } = new(() => new ApgOptions())
    {
        _mapping,
        {
            Key.Word(
                "condition_mode", "Weights are generated from a layer's own input (self-wise), or from the vectors of "
                    + "condition_features (group-wise and mix-wise, which are alike).",
                ("self-wise", false), ("group-wise", true), ("mix-wise", true)),
            options => options.OfFeatures
        },
        {
            Key.Texts("condition_features", "Fields whose vectors weights are generated from."),
            options => options.Features
        },
        {
            Key.Flag("new_condition_emb", "These fields have a second set of vectors for it."),
            options => options.OwnVectors
        },
        {
            new KeyTable<WeightGenerationOptions>(() => new WeightGenerationOptions())
            {
                {
                    Sizes(
                        "rank_k", "Rank of generated weights, at most a layer's inputs and outputs; null: full ones."),
                    part => part.Ranks
                },
                {
                    Sizes("overparam_p", "Inner width of the factors of learned matrices around generated weights, at "
                        + "least rank_k; null: no factors."),
                    part => part.InnerWidths
                },
                { Key.Flag("generate_bias", "Biases are generated too."), part => part.GeneratesBias },
            },
            options => options.Generation
        },
    };

    /// <summary>Reads the keys.</summary>
    public static ApgOptions From(ConfigSection config)
    {
        var options = Keys.Read(config);
        var generator = _generator.Read(_mapping.In(config), outputs: null);
        return options.OfFeatures && options.Features.Count == 0
            ? throw config.Wrong("condition_features", "none", "one or more for this condition_mode")
            : options with { Generation = options.Generation with { Generator = generator } };
    }

    static Key<IReadOnlyList<int?>> Sizes(string name, string meaning)
    {
        const string allowed = "one or more; each a whole number from 1 to 1048576, or null";
        return Key.Own<IReadOnlyList<int?>>(
            name, meaning, allowed, [null],
            section => [.. (section.Get(name) as IReadOnlyList<object?> ?? [section.Get(name)]).Select(item =>
                item is null ? null : item is long and >= 1 and <= Key.MostWidth ? (int?)(long)item
                : throw section.Wrong(name, section.Get(name), allowed))],
            sizes => sizes.Count == 1 ? Text(sizes[0]) : $"[{string.Join(", ", sizes.Select(Text))}]",
            sizes => sizes.Count > 0).NullIs([null]);
    }

    static string Text(int? size) => size?.ToString(CultureInfo.InvariantCulture) ?? "null";
}
