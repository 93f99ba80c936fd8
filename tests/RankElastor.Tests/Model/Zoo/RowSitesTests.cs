using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo;
using RankElastor.Numerics.Threads;
using RankElastor.Tests.Model.Zoo.Cases;
using RankElastor.Training.Loop;
using RankElastor.Training.Optimisation;
using RankElastor.Training.Optimisation.Updates;
using RankElastor.Training.Options;
using RankElastor.Training.Probes;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model.Zoo;

/// <summary>Where a row of the data has a matrix of its own: a site per layer, as the options say.</summary>
[Collection("torch")]
public sealed class RowSitesTests
{
    const int Batch = 5;

    /// <summary>A configuration, and its sites with the shape of a row: six fields, E = 4.</summary>
    public static TheoryData<string, string> Models
    {
        get
        {
            var models = Own;
            foreach (var one in ZooCase.All)
            {
                models.Add(one.Json, one.Rows);
            }

            return models;
        }
    }

    static TheoryData<string, string> Own => new()
    {
        { """{"model": "LR"}""", "embedding 6x1" },
        { """{"model": "FM", "embedding_dim": 4}""", "embedding 6x4, fm 6x4" },
        { """{"model": "DNN", "embedding_dim": 4, "hidden_units": [8]}""", "embedding 6x4" },
        { """{"model": "WideDeep", "embedding_dim": 4, "hidden_units": [8]}""", "embedding 6x4" },
        { """{"model": "DeepFM", "embedding_dim": 4, "hidden_units": [8]}""", "embedding 6x4, fm 6x4" },
        { """{"model": "PNN", "embedding_dim": 4, "hidden_units": [8]}""", "embedding 6x4, products/matrix 6x6" },
        {
            """{"model": "DCN", "embedding_dim": 4, "num_cross_layers": 3}""",
            "embedding 6x4, cross1 6x4, cross2 6x4, cross3 6x4"
        },
        { DcnV2("crossnet_only"), "embedding 6x4, cross1 6x4, cross2 6x4" },
        { DcnV2("parallel"), "embedding 6x4, cross1 6x4, cross2 6x4" },
        { DcnV2("stacked"), "embedding 6x4, cross1 6x4, cross2 6x4" },
        { DcnV2("stacked_parallel"), "embedding 6x4, cross1 6x4, cross2 6x4" },
        { DcnV2("parallel", """, "use_low_rank_mixture": true"""), "embedding 6x4, cross1 6x4, cross2 6x4" },
        {
            """{"model": "xDeepFM", "embedding_dim": 4, "cin_hidden_units": [7, 5, 3], "dnn_hidden_units": [8]}""",
            "embedding 6x4, cin1 7x4, cin2 5x4, cin3 3x4"
        },
        {
            """{"model": "AutoInt", "embedding_dim": 4, "attention_layers": 3, "attention_dim": 10, "num_heads": 2}""",
            "embedding 6x4, block1/attention 6x10, block2/attention 6x10, block3/attention 6x10"
        },
        {
            """{"model": "DCNv2", "embedding_dim": 4, "embedding_sets": 2, "model_structure": "crossnet_only"}""",
            "set1/embedding 6x4, set1/cross1 6x4, set1/cross2 6x4, set1/cross3 6x4, "
                + "set2/embedding 6x4, set2/cross1 6x4, set2/cross2 6x4, set2/cross3 6x4"
        },
        { Tokens("RankMixer"), "embedding 6x4, tokens 3x8, " + Blocks },
        { Tokens("RankElastor"), "embedding 6x4, tokens 3x8, " + Blocks },
        { Tokens("UniMixer"), "embedding 6x4, tokens 3x8, " + Blocks },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void EveryLayer_ShowsAMatrixPerRow_InEveryPass(string json, string expected)
    {
        using var scope = NewDisposeScope();
        using var model = ModelRegistry.BuiltIn.Create(SmallData.Config(json), SmallData.SchemaOf(json), seed: 1);
        foreach (var sitesOnly in (bool[])[false, true])
        {
            var seen = new Dictionary<string, long[]>();
            model.Logits(SmallData.Rows(Batch, model.Schema), ForwardPass.Evaluate(
                (stage, value) => seen[stage] = value.shape, sitesOnly: sitesOnly));
            var found = model.TokenSites.Select(site => (site.Name, Shape: seen[site.Stage])).ToList();
            Assert.All(found, site => Assert.Equal(Batch, site.Shape[0]));
            Assert.Equal(expected, string.Join(", ", found.Select(at => $"{at.Name} {at.Shape[1]}x{at.Shape[2]}")));
        }
    }

    [Fact]
    public void EveryModelOfTheRegistry_IsAmongThem() => Assert.Equal(
        ModelRegistry.BuiltIn.Names.Order(StringComparer.Ordinal),
        Models.Select(row => SmallData.Config(row.Data.Item1).Text("model")!).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Models))]
    public void LookingAtEveryStep_KeepsEveryBit(string json, string _)
    {
        Assert.NotEmpty(_);
        Assert.Equal(Trained(json, probed: false), Trained(json, probed: true));
    }

    [Fact]
    public void ASequence_CountsAsOneField()
    {
        using var scope = NewDisposeScope();
        var schema = new Schema("s",
        [
            new Field { Name = "item", Kind = FieldKind.Categorical, VocabularySize = 9, MaxLength = 1 },
            new Field { Name = "history", Kind = FieldKind.Sequence, VocabularySize = 9, MaxLength = 7 },
            new Field { Name = "price", Kind = FieldKind.Numeric },
        ], ["label"]);
        using var model = ModelRegistry.BuiltIn.Create(SmallData.Config(DcnV2("crossnet_only")), schema, seed: 1);
        var shapes = new List<long[]>();
        var batch = new Batch(new BatchLayout(schema), 2) { Rows = 2 };
        var stage = model.Sites.Single(site => site.Name == "cross2").Stage;
        model.Logits(batch, ForwardPass.Evaluate((name, value) => shapes.AddRange(name == stage ? [value.shape] : [])));
        Assert.Equal([2L, 3, 4], Assert.Single(shapes));
    }

    [Theory]
    [InlineData("""{"model": "DNN", "embedding_dim": 4, "hidden_units": [8]}""")]
    [InlineData("""{"model": "DCN", "embedding_dim": 4}""")]
    [InlineData("""{"model": "DCNv2", "embedding_dim": 4, "model_structure": "crossnet_only"}""")]
    public void FieldsOfSeveralWidths_HaveNoRowSite_AndAreTold(string json)
    {
        using var scope = NewDisposeScope();
        var schema = new Schema(
            "wide", [.. SmallData.Schema.Fields.Select(field =>
                field.Name == "C2" ? field with { EmbeddingDim = 7 } : field)], ["label"]);
        using var model = ModelRegistry.BuiltIn.Create(SmallData.Config(json), schema, seed: 1);
        Assert.Empty(model.TokenSites);
        Assert.Equal("embedding", model.Sites[0].Name);
        Assert.StartsWith("field 'C2' has 7 numbers and embedding_dim is 4", Assert.Single(model.Warnings));
        using var alike = ModelRegistry.BuiltIn.Create(SmallData.Config(json), SmallData.Schema, seed: 1);
        Assert.Empty(alike.Warnings);
    }

    const string Blocks = "block1/mixing 3x8, block1/norm 3x8, block1/ffn 3x8, "
        + "block2/mixing 3x8, block2/norm 3x8, block2/ffn 3x8";

    static string DcnV2(string structure, string more = "") => $$"""
        {"model": "DCNv2", "embedding_dim": 4, "num_cross_layers": 2, "model_structure": "{{structure}}",
        "stacked_dnn_hidden_units": [8], "parallel_dnn_hidden_units": [8]{{more}}}
        """;

    static string Tokens(string model) => $$"""
        {"model": "{{model}}", "embedding_dim": 4, "Token_num": 3, "Token_dim": 8, "depth": 2, "pred_head": "flatten",
        "mixing_type": 999, "interaction_mlp_params": {"hidden_units": [8] }, "proj_param": {"hidden_units": [8] } }
        """;

    static byte[] Trained(string json, bool probed)
    {
        using var scope = NewDisposeScope();
        using var model = ModelRegistry.BuiltIn.Create(SmallData.Config(json), SmallData.SchemaOf(json), seed: 1);
        var optimiser = new ModelOptimiser(model, new OptimiserOptions { LearningRate = 0.01 }, Workers.Sequential);
        var step = new TrainingStep(model, optimiser, LossForm.Logit, seed: 1, Machine.Sequential);
        var probe = new StepProbe(model, every: 1, rows: 8, Workers.Sequential);
        for (var number = 1; number <= 3; number++)
        {
            step.Run(SmallData.Rows(16, model.Schema), number, probed ? probe.Observer(number) : null);
            Assert.Equal(probed ? model.TokenSites.Count() : 0, probe.Records(1, number, 0).Count);
        }

        return
        [
            .. model.Parameters.Trainable.Select(parameter => parameter.Value)
                .Concat(model.Embeddings.SelectMany(set => set.Tables).Select(table => table.Weights))
                .SelectMany(value => value.detach().contiguous().bytes.ToArray()),
        ];
    }
}
