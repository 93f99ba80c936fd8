using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Data.Schemas;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Zoo.Baselines;

namespace RankElastor.Model.Zoo;

/// <summary>Models by the name a configuration gives them (<c>model: DNN</c>).</summary>
public static class ModelRegistry
{
    static readonly Key<int> _sets = Key.Whole(
        "embedding_sets", "Models side by side, each with its own tables; their logits are averaged.",
        1, least: 1, most: 64);
    static readonly Dictionary<string, Func<ConfigSection, Schema, int, RankingModel>> _makers = new(StringComparer.OrdinalIgnoreCase)
    {
        ["RankElastor"] = RankElastorConfig.Create,
        ["RankMixer"] = RankElastorConfig.Create,
        ["UniMixer"] = RankElastorConfig.Create,
        ["AutoInt"] = (config, schema, seed) => new AutoInt(AutoIntOptions.From(config), schema, seed),
        ["DCN"] = (config, schema, seed) => new Dcn(DcnOptions.From(config), schema, seed),
        ["DCNv2"] = (config, schema, seed) => new DcnV2(DcnV2Options.From(config), schema, seed),
        ["DeepFM"] = (config, schema, seed) => new DeepFm(DnnOptions.From(config), schema, seed),
        ["DNN"] = (config, schema, seed) => new Dnn(DnnOptions.From(config), schema, seed),
        ["FM"] = (config, schema, seed) => new FactorisationMachine(FieldVectorOptions.Keys.Read(config), schema, seed),
        ["LR"] = (_, schema, seed) => new LogisticRegression(schema, seed),
        ["PNN"] = (config, schema, seed) => new Pnn(DnnOptions.From(config), schema, seed),
        ["WideDeep"] = (config, schema, seed) => new WideDeep(DnnOptions.From(config), schema, seed),
        ["xDeepFM"] = (config, schema, seed) => new XDeepFm(XDeepFmOptions.From(config), schema, seed),
    };

    /// <summary>The keys that every model has.</summary>
    public static IReadOnlyList<Key> Keys { get; } = [EmbeddingStorageNames.Key, _sets];

    /// <summary>Names that can be made, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names => [.. _makers.Keys.Order(StringComparer.Ordinal)];

    /// <summary>
    /// Builds the model that <paramref name="config"/> describes for the fields of <paramref name="schema"/>; its initial weights are fixed by
    /// <paramref name="seed"/>. <c>embedding_sets</c> above 1 makes a <see cref="MultiEmbeddingModel"/> of that many. Keys the model reads count as read in the section.
    /// </summary>
    public static RankingModel Create(ConfigSection config, Schema schema, int seed)
    {
        var name = config.Text("model") ?? throw InputException.At($"{config.Where}: model", "nothing", string.Join(" | ", Names));
        var make = _makers.GetValueOrDefault(name)
            ?? throw InputException.At($"{config.Where}: model", $"'{name}'", string.Join(" | ", Names) + NearMiss.Hint(name, Names));
        var storage = EmbeddingStorageNames.Key.Read(config);
        var sets = _sets.Read(config);
        try
        {
            var model = sets == 1 ? make(config, schema, seed) : new MultiEmbeddingModel(sets, own => make(config, schema, own), schema, seed);
            model.StoreEmbeddings(storage);
            return model;
        }
        catch (InputException wrong) when (!wrong.Message.StartsWith(config.Where, StringComparison.Ordinal)) // shapes that do not fit each other
        {
            throw new InputException($"{config.Where}: {wrong.Message}", wrong);
        }
    }
}
