using RankElastor.Data.Files;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo;
using RankElastor.Numerics.Threads;
using RankElastor.Tests.Model.Zoo.Cases;
using RankElastor.Training.Optimisation;
using RankElastor.Training.Optimisation.Updates;
using RankElastor.Training.Options;
using TorchSharp;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model.Zoo;

[Collection("torch")]
public sealed class BaselineTests
{
    const double Fitted = 0.02; // LorentzFM's logits have a lower bound
    const string Small = "\"embedding_dim\": 8, \"hidden_units\": [32, 16], \"dnn_hidden_units\": [32, 16]";

    public static TheoryData<string> Configurations =>
    [
        """{"model": "LR"}""",
        $$"""{"model": "FM", {{Small}}}""",
        $$"""{"model": "DNN", {{Small}}}""",
        $$"""{"model": "DNN", {{Small}}, "batch_norm": true, "hidden_activations": ["tanh", "relu"]}""",
        $$"""{"model": "WideDeep", {{Small}}}""",
        $$"""{"model": "DeepFM", {{Small}}}""",
        $$"""{"model": "PNN", {{Small}}}""",
        $$"""{"model": "DCN", {{Small}}, "crossing_layers": 2}""",
        $$"""{"model": "DCNv2", {{Small}}, "parallel_dnn_hidden_units": [32], "num_cross_layers": 2}""",
        $$"""
        {"model": "DCNv2", {{Small}}, "model_structure": "stacked", "stacked_dnn_hidden_units": [32],
        "use_low_rank_mixture": true, "low_rank": 4, "num_experts": 3}
        """,
        $$"""{"model": "xDeepFM", {{Small}}, "cin_layer_units": [8, 4]}""",
        $$"""{"model": "xDeepFM", "embedding_dim": 8, "dnn_hidden_units": null, "cin_hidden_units": [16]}""",
        $$"""
        {"model": "AutoInt", {{Small}}, "num_heads": 2, "attention_dim": 8,
        "use_wide": true, "use_scale": true, "layer_norm": true}
        """,
        .. ZooCase.All.Select(model => model.Json),
    ];

    [Theory]
    [MemberData(nameof(Configurations))]
    public void Model_On32Rows_Overfits(string json)
    {
        using var scope = NewDisposeScope();
        using var model = ModelRegistry.BuiltIn.Create(SmallData.Config(json), SmallData.SchemaOf(json), seed: 1);
        var batch = SmallData.Rows(32, model.Schema);
        var criterion = new TrainingLoss(model, LossForm.Logit);
        var optimiser = new ModelOptimiser(model, new OptimiserOptions { LearningRate = 0.03 }, Workers.Sequential);
        var loss = double.NaN;
        for (var step = 0; step < 600 && !(loss < Fitted); step++)
        {
            using var inner = NewDisposeScope();
            optimiser.ZeroGrad();
            var value = criterion.Of(model.Logits(batch, ForwardPass.Train(1, step)), batch);
            value.backward();
            optimiser.Step(batch);
            loss = value.ToDouble();
        }

        Assert.True(loss < Fitted, $"loss {loss}");
    }

    [Theory]
    [MemberData(nameof(Configurations))]
    public void Sites_AreObserved_WithTheShapeOfTheirKind(string json)
    {
        using var scope = NewDisposeScope();
        using var model = ModelRegistry.BuiltIn.Create(SmallData.Config(json), SmallData.SchemaOf(json), seed: 1);
        var seen = new Dictionary<string, long[]>();
        var logits = model.Logits(
            SmallData.Rows(5, model.Schema), ForwardPass.Evaluate((stage, value) => seen[stage] = value.shape));
        Assert.Equal(model.Tasks > 1 ? [5L, model.Tasks] : [5L], logits.shape);
        Assert.Equal("embedding", model.Sites[0].Name);
        Assert.All(model.Sites, site => Assert.Equal(5L, seen[site.Stage][0]));
        Assert.All(model.Sites, site => Assert.Contains(seen[site.Stage].Length, site.Kind switch
        {
            SiteKind.Tokens or SiteKind.Rows or SiteKind.Padded => (int[])[3],
            SiteKind.Vector => [2],
            SiteKind.Attention => [4],
            _ => [2, 3],
        }));
        Assert.Equal(model.Sites.Count, model.Sites.Select(site => site.Name).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Configurations))]
    public void OneRow_GivesTheLogit_ItHasInABatch(string json)
    {
        using var scope = NewDisposeScope();
        using var model = ModelRegistry.BuiltIn.Create(SmallData.Config(json), SmallData.SchemaOf(json), seed: 1);
        var many = model.Logits(SmallData.Rows(6, model.Schema), ForwardPass.Evaluate());
        var one = SmallData.Rows(6, model.Schema);
        one.Rows = 1;
        var single = model.Logits(one, ForwardPass.Evaluate());
        Assert.Equal([1L, .. many.shape[1..]], single.shape);
        Assert.True(many[..1].allclose(single, 1e-5, 1e-5));
    }

    [Theory]
    [InlineData("""{"model": "DNN", "hidden_units": [64, 0]}""", "hidden_units: found [64, 0]")]
    [InlineData("""{"model": "DNN", "net_dropout": 1}""", "net_dropout: found 1")]
    [InlineData(
        """{"model": "DNN", "hidden_units": [8, 8, 8], "hidden_activations": ["relu", "tanh"]}""",
        "hidden_activations: found '2 values'")]
    [InlineData("""{"model": "DNN", "hidden_activations": "swoosh"}""", "hidden_activations: found 'swoosh'")]
    [InlineData("""{"model": "DCNv2", "model_structure": "serial"}""", "model_structure: found 'serial'")]
    [InlineData(
        """{"model": "DCNv2", "model_structure": "stacked"}""",
        "stacked_dnn_hidden_units: found 'no hidden layers'")]
    [InlineData("""{"model": "xDeepFM", "cin_hidden_units": []}""", "cin_hidden_units: found 'no layers'")]
    [InlineData("""{"model": "AutoInt", "attention_dim": 7, "num_heads": 2}""", "attention_dim: found 7 with 2 heads")]
    [InlineData("""{"model": "FM", "embedding_dim": 0}""", "embedding_dim: found 0")]
    [InlineData("""{"model": "PNN", "product_type": "outer"}""", "product_type: found 'outer'; allowed: inner")]
    [InlineData("""{"model": "AFM", "attention_dropout": [0, 0.1, 0]}""", "attention_dropout: found '3 values'")]
    [InlineData("""{"model": "HOFM", "order": 7}""", "order: found 7; allowed: at most 6, the number of fields")]
    [InlineData(
        """{"model": "HOFM", "order": 4, "embedding_dim": [4, 2]}""",
        "embedding_dim: found '2 values'; allowed: one, or 3: one for each order from 2 on")]
    [InlineData(
        """{"model": "HOFM", "reuse_embedding": true, "embedding_dim": [4, 2]}""",
        "embedding_dim: found '2 values'; allowed: one")]
    [InlineData("""{"model": "DeepIM", "im_order": 6}""", "im_order: found 6; allowed: a whole number from 1 to 5")]
    [InlineData("""{"model": "FLEN", "dnn_hidden_units": []}""", "dnn_hidden_units: found 'no hidden layers'")]
    [InlineData("""{"model": "SAM", "interaction_type": "SAM1"}""", "interaction_type: found 'SAM1'")]
    [InlineData(
        """{"model": "SAM", "aggregation": "mean_pooling"}""",
        "aggregation: found 'mean_pooling'; allowed: concat with this interaction_type")]
    [InlineData("""{"model": "Perceptron"}""", "model: found 'Perceptron'")]
    public void Option_OutOfRange_IsNamed(string json, string expected)
    {
        var error = Assert.Throws<InputException>(() =>
            ModelRegistry.BuiltIn.Create(SmallData.Config(json), SmallData.Schema, seed: 1));
        Assert.Contains($"model_config.yaml: {expected}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }
}
