using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Data.Schemas;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Zoo.Baselines;
using RankElastor.Model.Zoo.Histories;
using RankElastor.Model.Zoo.LongHistories;
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

    ModelRegistry(Dictionary<string, ModelMaker> makers) => _makers = makers;

    /// <summary>The models that come with the library: what a configuration calls them, and their keys.</summary>
    internal static IReadOnlyList<ZooModel> Zoo { get; } =
    [
        new("RankElastor", RankElastorConfig.AllKeys, RankElastorConfig.Create),
        new("RankMixer", RankElastorConfig.AllKeys, RankElastorConfig.Create),
        new("UniMixer", RankElastorConfig.AllKeys, RankElastorConfig.Create),
        Afm.Entry,
        Afn.Entry,
        AoaNet.Entry,
        ApgDcnV2.Entry,
        ApgDeepFm.Entry,
        AutoInt.Entry,
        Bst.Entry,
        Ccpm.Entry,
        Dcn.Entry,
        DcnV2.Entry,
        DeepCrossing.Entry,
        DeepFm.Entry,
        DeepIm.Entry,
        Destine.Entry,
        Dien.Entry,
        Din.Entry,
        Dlrm.Entry,
        Dmin.Entry,
        Dmr.Entry,
        Dnn.Entry,
        Dssm.Entry,
        DualMlp.Entry,
        Edcn.Entry,
        Esmm.Entry,
        Eta.Entry,
        EulerNet.Entry,
        FactorisationMachine.Entry,
        FgCnn.Entry,
        FiBiNet.Entry,
        FieldAwareMachine.Entry,
        FieldAwareMachine.EntryOfOneTable,
        FiGnn.Entry,
        FinalMlp.Entry,
        FinalNet.Entry with { Name = "FINAL" },
        FinalNet.Entry,
        Flen.Entry,
        FmFm.Entry,
        FwFm.Entry,
        Gdcn.Entry,
        Gdcn.EntryInParallel,
        Hfm.Entry,
        Hofm.Entry,
        Hstu.Entry,
        HyFormer.Entry,
        InterHAt.Entry,
        LogisticRegression.Entry,
        LongDcnV2.Entry,
        LongDien.Entry,
        LongDin.Entry,
        Longer.Entry,
        LongFinalMlp.Entry,
        LongTransAct.Entry,
        LorentzFm.Entry,
        MaskNet.Entry,
        Mirrn.Entry,
        MixFormer.Entry,
        Mmoe.Entry,
        Mmoe.OneGateEntry,
        Nfm.Entry,
        OneTrans.Entry,
        OperationAwareNetwork.Entry,
        OperationAwareNetwork.EntryOfOneTable,
        Ple.Entry,
        Pnn.Entry,
        PpNet.Entry,
        Qnn.Entry,
        QnnAlpha.Entry,
        RankUp.Entry,
        Sam.Entry,
        Sdim.Entry,
        ShareBottom.Entry,
        Sim.Entry,
        TokenMixerLarge.Entry,
        TransAct.Entry,
        Twin.Entry,
        UniMixing.Entry,
        WideDeep.Entry,
        WuKong.Entry,
        XDeepFm.Entry,
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
