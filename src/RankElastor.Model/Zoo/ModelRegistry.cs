using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Data.Schemas;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Zoo.Baselines;
using RankElastor.Model.Zoo.Histories;
using RankElastor.Model.Zoo.Maps;
using RankElastor.Model.Zoo.Networks;
using RankElastor.Model.Zoo.Products;
using RankElastor.Model.Zoo.Tasks;
using RankElastor.Model.Zoo.Tokens;

namespace RankElastor.Model.Zoo;

/// <summary>Models by the name in a configuration (<c>model: DNN</c>): the zoo's, and the caller's own.</summary>
public sealed class ModelRegistry
{
    static readonly Key<int> _sets = Key.Whole(
        "embedding_sets", "Models side by side, each with its own tables; their logits are averaged.",
        1, least: 1, most: 64);
    readonly Dictionary<string, ModelMaker> _makers;

    /// <summary>FuxiCTR's models of a user's history, of which none is built.</summary>
    internal static IReadOnlyList<string> SequenceModels { get; } =
        ["BST", "DIEN", "DMIN", "DMR", "ETA", "MIRRN", "SDIM", "SIM", "TransAct", "TWIN"];

    ModelRegistry(Dictionary<string, ModelMaker> makers) => _makers = makers;

    /// <summary>The models that come with the library: what a configuration calls them, and their keys.</summary>
    internal static IReadOnlyList<ZooModel> Zoo { get; } =
    [
        new("RankElastor", RankElastorConfig.AllKeys, RankElastorConfig.Create),
        new("RankMixer", RankElastorConfig.AllKeys, RankElastorConfig.Create),
        new("UniMixer", RankElastorConfig.AllKeys, RankElastorConfig.Create),
        AoaNet.Entry,
        ApgDcnV2.Entry,
        ApgDeepFm.Entry,
        AutoInt.Entry,
        Ccpm.Entry,
        Dcn.Entry,
        DcnV2.Entry,
        DeepFm.Entry,
        Destine.Entry,
        Dnn.Entry,
        EulerNet.Entry,
        FactorisationMachine.Entry,
        FgCnn.Entry,
        FiGnn.Entry,
        InterHAt.Entry,
        LogisticRegression.Entry,
        Pnn.Entry,
        WideDeep.Entry,
        XDeepFm.Entry,
        Afm.Entry,
        DeepIm.Entry,
        FieldAwareMachine.Entry,
        FieldAwareMachine.EntryOfOneTable,
        Flen.Entry,
        FmFm.Entry,
        FwFm.Entry,
        Hfm.Entry,
        Hofm.Entry,
        LorentzFm.Entry,
        Nfm.Entry,
        OperationAwareNetwork.Entry,
        OperationAwareNetwork.EntryOfOneTable,
        Sam.Entry,
        FinalMlp.Entry,
        FinalNet.Entry,
        FinalNet.Entry with { Name = "FINAL" },
        MaskNet.Entry,
        FiBiNet.Entry,
        WuKong.Entry,
        Afn.Entry,
        DualMlp.Entry,
        Gdcn.Entry,
        Gdcn.EntryInParallel,
        Edcn.Entry,
        DeepCrossing.Entry,
        Din.Entry,
        Dlrm.Entry,
        Dssm.Entry,
        Qnn.Entry,
        QnnAlpha.Entry,
        PpNet.Entry,
        ShareBottom.Entry,
        Mmoe.Entry,
        Mmoe.OneGateEntry,
        Ple.Entry,
        Esmm.Entry,
        HyFormer.Entry,
        MixFormer.Entry,
        OneTrans.Entry,
        RankUp.Entry,
        TokenMixerLarge.Entry,
        UniMixing.Entry,
    ];

    /// <summary>The zoo.</summary>
    public static ModelRegistry BuiltIn { get; } =
        new(Zoo.ToDictionary(model => model.Name, model => model.Make, StringComparer.OrdinalIgnoreCase));

    /// <summary>The keys that every model has.</summary>
    public static IReadOnlyList<Key> Keys { get; } = [EmbeddingStorageNames.Key, _sets];

    /// <summary>The names of keys that some model of the zoo has.</summary>
    public static IReadOnlyCollection<string> KeysOfModels { get; } =
        Zoo.SelectMany(model => model.Keys).SelectMany(key => key.Names).ToHashSet();

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
            ?? throw (SequenceModels.Contains(name, StringComparer.OrdinalIgnoreCase)
                ? InputException.At(where, $"'{name}', a model of a user's history, which is not built yet", known)
                : InputException.At(where, $"'{name}'", known + NearMiss.Hint(name, Names)));
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
