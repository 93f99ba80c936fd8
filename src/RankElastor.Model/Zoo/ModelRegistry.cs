using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Data.Schemas;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Zoo.Baselines;

namespace RankElastor.Model.Zoo;

/// <summary>Builds a model as a configuration describes it, for the fields of a schema, from a seed.</summary>
public delegate RankingModel ModelMaker(ConfigSection config, Schema schema, int seed);

/// <summary>Models by the name in a configuration (<c>model: DNN</c>): the zoo's, and the caller's own.</summary>
public sealed class ModelRegistry
{
    static readonly Key<int> _sets = Key.Whole(
        "embedding_sets", "Models side by side, each with its own tables; their logits are averaged.",
        1, least: 1, most: 64);
    readonly Dictionary<string, ModelMaker> _makers;

    ModelRegistry(Dictionary<string, ModelMaker> makers) => _makers = makers;

    /// <summary>The zoo.</summary>
    public static ModelRegistry BuiltIn { get; } = new(new(StringComparer.OrdinalIgnoreCase)
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
    });

    /// <summary>The keys that every model has.</summary>
    public static IReadOnlyList<Key> Keys { get; } = [EmbeddingStorageNames.Key, _sets];

    /// <summary>Names that can be made, in alphabetical order.</summary>
    public IReadOnlyList<string> Names => [.. _makers.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The same with one more name, or another model under a known one.</summary>
    public ModelRegistry With(string name, ModelMaker make) =>
        new(new(_makers, StringComparer.OrdinalIgnoreCase) { [name] = make });

    static IEnumerable<string> Asked(ConfigSection config) => config.Asked.Concat(config.Nested.SelectMany(Asked));

    /// <summary>
    /// Builds the model that a section describes for a schema's fields; the seed fixes its initial weights.
    /// <c>embedding_sets</c> above 1 makes a <see cref="MultiEmbeddingModel"/>. Keys the model reads count as read.
    /// </summary>
    public RankingModel Create(ConfigSection config, Schema schema, int seed)
    {
        var where = $"{config.Where}: model";
        var known = string.Join(" | ", Names);
        var name = config.Text("model") ?? throw InputException.At(where, "nothing", known);
        var make = _makers.GetValueOrDefault(name)
            ?? throw InputException.At(where, $"'{name}'", known + NearMiss.Hint(name, Names));
        var storage = EmbeddingStorageNames.Key.Read(config);
        var sets = _sets.Read(config);
        try
        {
            var model = sets == 1
                ? make(config, schema, seed)
                : new MultiEmbeddingModel(sets, ownSeed => make(config, schema, ownSeed), schema, seed);
            model.StoreEmbeddings(storage);
            model.Keys = Asked(config).ToHashSet();
            model.Name = name;
            return model;
        }
        catch (OverflowException wrong)
        {
            throw new InputException(
                $"{config.Where}: the product of its sizes is too large for any machine; allowed: smaller ones", wrong);
        }
        catch (InputException wrong) when (!wrong.Message.StartsWith(config.Where, StringComparison.Ordinal))
        {
            // shapes that do not fit each other
            throw new InputException($"{config.Where}: {wrong.Message}", wrong);
        }
    }
}
