using RankElastor.Model;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo;
using RankElastor.Numerics.Threads;
using RankElastor.Tests.Model.Zoo;
using RankElastor.Training.Optimisation;
using RankElastor.Training.Optimisation.Updates;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model.Layers;

/// <summary>
/// A bias before batch normalisation is taken away again: in training it has no gradient at all, so that Adam does not
/// scale rounding noise up to steps and threads agree to rounding.
/// </summary>
[Collection("torch")]
public sealed class BatchNormBiasTests
{
    [Theory]
    [InlineData("DNN", "mlp.mlp.0.bias mlp.mlp.3.bias")]
    [InlineData("PNN", "dnn.mlp.0.bias dnn.mlp.3.bias")]
    [InlineData("WideDeep", "dnn.mlp.0.bias dnn.mlp.3.bias")]
    [InlineData("DeepFM", "mlp.mlp.0.bias mlp.mlp.3.bias")]
    [InlineData("xDeepFM", "dnn.mlp.0.bias dnn.mlp.3.bias")]
    [InlineData("AutoInt", "dnn.mlp.0.bias dnn.mlp.3.bias")]
    [InlineData("DCN", "dnn.mlp.0.bias dnn.mlp.3.bias")]
    [InlineData("DCNv2", "parallel_dnn.mlp.0.bias parallel_dnn.mlp.3.bias")]
    public void BiasBeforeBatchNorm_StaysInTraining_AndHasItsGradientInEvaluation(string name, string biases)
    {
        using var scope = NewDisposeScope();
        using var model = Make(name, batchNorm: true);
        TinyCase.Scatter(model);
        foreach (var parameter in model.Parameters.Trainable)
        {
            var isFree = biases.Split(' ').Contains(parameter.Name);
            Gradients(model, ForwardPass.Train(0, 0));
            Assert.Equal(isFree, parameter.Value.grad is null);
            Gradients(model, ForwardPass.EvaluateDifferentiably());
            Assert.True(parameter.Value.grad is not null, parameter.Name);
        }
    }

    [Fact]
    public void BiasWithoutBatchNorm_Trains()
    {
        using var scope = NewDisposeScope();
        using var model = Make("DNN", batchNorm: false);
        Gradients(model, ForwardPass.Train(0, 0));
        Assert.All(model.Parameters.Trainable, parameter => Assert.NotNull(parameter.Value.grad));
    }

    [Theory]
    [InlineData("DNN")]
    [InlineData("DeepFM")]
    [InlineData("PNN")]
    public void WeightsPerturbedByRounding_StayAsNearAsRounding(string name)
    {
        using var scope = NewDisposeScope();
        using var one = Make(name, batchNorm: true);
        using var other = Make(name, batchNorm: true);
        using (no_grad())
        {
            foreach (var parameter in other.Parameters.Trainable.Where(parameter => parameter.Value.dim() == 2))
            {
                parameter.Value.mul_(1 + 1e-7f);
            }
        }

        Train(one);
        Train(other);
        foreach (var (left, right) in one.Parameters.All.Zip(other.Parameters.All))
        {
            TinyCase.Close(left.Value.to(ScalarType.Float32), right.Value.to(ScalarType.Float32), 1e-3);
        }
    }

    static void Train(RankingModel model)
    {
        var optimiser = new ModelOptimiser(model, new OptimiserOptions { LearningRate = 1e-2 }, Workers.Sequential);
        var batch = SmallData.Rows(64);
        for (var step = 0; step < 20; step++)
        {
            optimiser.ZeroGrad();
            nn.functional.binary_cross_entropy_with_logits(
                model.Logits(batch, ForwardPass.Train(1, step)), tensor(batch.Labels)).backward();
            optimiser.Step(batch);
        }
    }

    static void Gradients(RankingModel model, ForwardPass pass)
    {
        foreach (var parameter in model.Parameters.Trainable)
        {
            parameter.Value.grad = null;
        }

        nn.functional.binary_cross_entropy_with_logits(
            model.Logits(SmallData.Rows(8), pass), tensor(SmallData.Rows(8).Labels)).backward();
    }

    static RankingModel Make(string name, bool batchNorm) => ModelRegistry.BuiltIn.Create(
        SmallData.Config($$"""
            {"model": "{{name}}", "embedding_dim": 8, "hidden_units": [12, 6], "dnn_hidden_units": [12, 6],
             "parallel_dnn_hidden_units": [12, 6], "batch_norm": {{(batchNorm ? "true" : "false")}}}
            """),
        SmallData.Schema, seed: 1);
}
