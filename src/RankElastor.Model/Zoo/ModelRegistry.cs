using RankElastor.Data;
using RankElastor.Data.Configuration;
using RankElastor.Data.Schemas;

namespace RankElastor.Model.Zoo;

/// <summary>Models by the name a configuration gives them (<c>model: DNN</c>).</summary>
public static class ModelRegistry
{
    static readonly Dictionary<string, Func<ConfigSection, Schema, int, RankingModel>> _makers = new(StringComparer.OrdinalIgnoreCase)
    {
        ["RankElastor"] = RankElastorConfig.Create,
        ["RankMixer"] = RankElastorConfig.Create,
        ["UniMixer"] = RankElastorConfig.Create,
    };

    /// <summary>Names that can be made, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names => [.. _makers.Keys.Order(StringComparer.Ordinal)];

    /// <summary>
    /// Builds the model that <paramref name="config"/> describes for the fields of <paramref name="schema"/>; its initial weights are fixed by
    /// <paramref name="seed"/>. Keys the model reads count as read in the section.
    /// </summary>
    public static RankingModel Create(ConfigSection config, Schema schema, int seed)
    {
        var name = config.Text("model") ?? throw InputException.At($"{config.Where}: model", "nothing", string.Join(" | ", Names));
        return _makers.TryGetValue(name, out var make)
            ? make(config, schema, seed)
            : throw InputException.At($"{config.Where}: model", $"'{name}'", string.Join(" | ", Names));
    }
}
