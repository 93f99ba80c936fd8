using RankElastor.Data.Configuration;
using RankElastor.Model;
using RankElastor.Model.Interchange;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo;
using RankElastor.Numerics.Threads;
using RankElastor.Tests.Model;
using RankElastor.Tests.Model.Zoo;
using RankElastor.Tests.Model.Zoo.Cases;
using RankElastor.Training.Optimisation;
using RankElastor.Training.Optimisation.Updates;
using static TorchSharp.torch;

namespace RankElastor.Tests.Training.Optimisation;

/// <summary>Which penalty each tensor of a state dict gets: both rules of FuxiCTR, every form, every model.</summary>
[Collection("torch")]
public sealed class RegulariserRuleTests
{
    const string Old = "v2.3.1";
    const string New = "v2.3.10";

    public static TheoryData<string, string, string, string> Penalties()
    {
        var all = new TheoryData<string, string, string, string>();
        foreach (var model in ModelRegistry.BuiltIn.Names)
        {
            foreach (var rule in (string[])[Old, New])
            {
                all.Add(model, rule, "l1_l2(1e-3,1.e-2)", "l1_l2( 2.0E-3, 0.01 )");
            }
        }

        foreach (var rule in (string[])[Old, New]) // every form, on a model with each kind of tensor
        {
            all.Add("xDeepFM", rule, "0.002", "0.001");
            all.Add("xDeepFM", rule, "l1(0.001)", "l2(0.002)");
            all.Add("xDeepFM", rule, "l2(0.001)", "l1(0.002)");
            all.Add("xDeepFM", rule, "null", "0.01");
            all.Add("RankElastor", rule, "0.01", "null");
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(Penalties))]
    public void Penalty_AndItsStep_AreThoseOfTheRule(string name, string rule, string embedding, string net)
    {
        using var scope = NewDisposeScope();
        using var model = Make(name);
        TinyCase.Scatter(model);
        var config = new ConfigSection("c", new Dictionary<string, object?>
        {
            ["embedding_regularizer"] = embedding == "null" ? null : embedding,
            ["net_regularizer"] = net == "null" ? null : net,
            ["regularizer_rule"] = rule,
            ["optimizer"] = "sgd",
            ["learning_rate"] = 0.5,
            ["max_gradient_norm"] = double.PositiveInfinity,
        });
        var options = OptimiserOptions.Keys.Read(config);
        var optimiser = new ModelOptimiser(model, options, Workers.Sequential);
        var trained = model.Parameters.Trainable.SelectMany(owner => owner.Parts.Select(part => part.Name))
            .Concat(model.Embeddings.SelectMany(set => set.Tables).Select(table => table.Name)).ToHashSet();
        var before = Values(model).Where(pair => trained.Contains(pair.Key)).ToList();
        double penalty = 0;
        foreach (var (tensor, values) in before)
        {
            var (l1, l2) = Strength(tensor, rule, embedding, net);
            penalty += values.Sum(w => l1 * Math.Abs(w) + l2 / 2 * (double)w * w);
        }

        Assert.Equal(penalty, optimiser.Regularisation(), 1e-5 * penalty);
        optimiser.ZeroGrad();
        var batch = IsOfSmallData(model) ? SmallData.Rows(5, model.Schema) : TinyCase.Batch();
        (model.Logits(batch, ForwardPass.EvaluateDifferentiably()) * 0).sum().backward();
        optimiser.Step(batch);
        var after = Values(model);
        foreach (var (tensor, values) in before)
        {
            var (l1, l2) = Strength(tensor, rule, embedding, net);
            var isTable = model.Embeddings.Any(set => set.Tables.Any(table => table.Name == tensor));
            var padding = isTable ? model.Embeddings.SelectMany(set => set.Tables)
                .Single(table => table.Name == tensor).Width : 0; // the first row never moves
            var expected = values.Select((w, i) => i < padding ? w : w - 0.5 * (l1 * Math.Sign(w) + l2 * w));
            Assert.All(expected.Zip(after[tensor]), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
        }
    }

    [Fact]
    public void OldRule_LeavesBareTensorsAlone_AndTheNewOneDoesNot()
    {
        using var scope = NewDisposeScope();
        using var model = TinyCase.Build("RankElastor", ("interaction_mlp_params.activation", "swiglu-mhc"));
        string[] bare = ["gamma", "static_alpha", "static_beta", "dynamic_alpha_scale", "dynamic_beta_scale"];
        Assert.All(bare, word => Assert.Contains(model.Parameters.All, parameter =>
            parameter.Name.EndsWith(word, StringComparison.Ordinal)));
        foreach (var parameter in model.Parameters.Trainable)
        {
            var options = new OptimiserOptions { NetRegulariser = new(0, 1), EmbeddingRegulariser = new(0, 2) };
            var isBare = bare.Contains(parameter.Name.Split('.')[^1]);
            Assert.Equal(isBare ? 0 : 1, options.Of(parameter).L2);
            var isNumeric = parameter.Name.Contains("embedding_layers", StringComparison.Ordinal);
            Assert.Equal(
                isNumeric ? 2 : 1, (options with { RegulariserRule = RegulariserRule.Dictionaries }).Of(parameter).L2);
        }
    }

    [Theory]
    [InlineData("l1_l2(1e-3)")]
    [InlineData("l3(0.1)")]
    [InlineData("l1(-1)")]
    [InlineData("lots")]
    public void OtherForm_IsRefused(string text) => Assert.Contains(
        $"net_regularizer: found '{text}'; allowed: a number >= 0 | l1(x) | l2(x) | l1_l2(a,b)",
        Assert.Throws<RankElastor.Data.Files.InputException>(() => OptimiserOptions.Keys.Read(
            new ConfigSection("c", new Dictionary<string, object?> { ["net_regularizer"] = text }))).Message,
        StringComparison.Ordinal);

    /// <summary>The rules as the reference has them: by a tensor's place in the state dict, its last word.</summary>
    static (double L1, double L2) Strength(string tensor, string rule, string embedding, string net)
    {
        var words = tensor.Split('.');
        var inDictionary = words.Contains("embedding_layers");
        var isNumeric = inDictionary && (words[^2].StartsWith('I') || words[^2] == "price");
        var isPosition = tensor == "pos.weight"; // a table that no dictionary holds
        var isOfItems = words[0] == "output_emb_layer"; // such tables, which are looked up as those of fields are
        var text = isOfItems || (inDictionary && (rule == New || !isNumeric)) ? embedding
            : isPosition && rule == Old ? embedding
            : rule == New || words[^1] is "weight" or "bias" ? net : "null";
        return text switch
        {
            "l1(0.001)" => (0.001, 0),
            "l1(0.002)" => (0.002, 0),
            "l2(0.001)" => (0, 0.001),
            "l2(0.002)" => (0, 0.002),
            "l1_l2(1e-3,1.e-2)" => (0.001, 0.01),
            "l1_l2( 2.0E-3, 0.01 )" => (0.002, 0.01),
            "null" => (0, 0),
            _ => (0, double.Parse(text, System.Globalization.CultureInfo.InvariantCulture)),
        };
    }

    static Dictionary<string, float[]> Values(RankingModel model) => ReferenceState.Export(model)
        .Where(entry => entry.Type == SafetensorsType.F32)
        .ToDictionary(
            entry => entry.Name,
            entry => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(entry.Data.Span).ToArray());

    static bool IsOfSmallData(RankingModel model) => model.Schema.DatasetId == SmallData.Schema.DatasetId;

    static RankingModel Make(string name) => (ZooCase.OfHistories(name) ?? OwnCase(name)) is { } json
        ? ModelRegistry.BuiltIn.Create(SmallData.Config(json), SmallData.SchemaOf(json), seed: 3)
        : OfFields(name);

    /// <summary>The configuration of a model that the keys of all others do not fit.</summary>
    static string? OwnCase(string name) => name != "RankUp" ? null : ZooCase.All.Select(made => made.Json)
        .First(json => json.Contains("\"RankUp\"", StringComparison.Ordinal));

    static RankingModel OfFields(string name) => ModelRegistry.BuiltIn.Create(
        TinyCase.Config(
            name, ("hidden_units", TinyCase.Wholes(5)), ("dnn_hidden_units", TinyCase.Wholes(5)),
            ("batch_norm", true), ("layer_norm", true), ("use_wide", true),
            ("mixing_type", name == "RankMixer" ? "2" : "999"),
            ("cin_hidden_units", TinyCase.Wholes(3)), ("parallel_dnn_hidden_units", TinyCase.Wholes(5)),
            ("use_low_rank_mixture", true), ("low_rank", 2L), ("num_experts", 2L),
            ("rank_k", 2L)),
        name == "ESMM" ? TinyCase.TwoLabels : TinyCase.Schema, seed: 3);
}
