using RankElastor.Model.Layers;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo;
using RankElastor.Numerics.Threads;
using RankElastor.Tests.Model.Zoo;
using RankElastor.Training.Loop;
using RankElastor.Training.Optimisation;
using RankElastor.Training.Optimisation.Updates;
using RankElastor.Training.Options;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model.Layers;

[Collection("torch")]
public sealed class BatchProductsTests
{
    static readonly Machine _exact = new(2), _rounding = new(2) { Bf16Products = true };

    [Fact]
    public void Linear_RoundsToEightBits_WhereTheMachineOfThePassSaysSo()
    {
        using var scope = NewDisposeScope();
        var (x, weight, bias) =
            (linspace(-1, 1, 60).reshape(6, 10), linspace(-2, 1, 40).reshape(4, 10), linspace(0, 1, 4));
        var exact = x.matmul(weight.t()) + bias;
        Assert.Equal(0, Error(_exact), 6);
        Assert.InRange(Error(_rounding), 1e-5, 0.05);
        Assert.Equal(0, Error(_exact), 6);

        float Error(Machine machine)
        {
            var found = BatchProducts.Linear(x, weight, bias, ForwardPass.Evaluate(machine: machine));
            return (found - exact).abs().max().item<float>();
        }
    }

    [Theory]
    [InlineData("""{"model": "DNN", "embedding_dim": 8, "hidden_units": [32, 16]}""")]
    [InlineData("""{"model": "DCNv2", "embedding_dim": 8, "parallel_dnn_hidden_units": [32], "num_cross_layers": 2}""")]
    public void TwoMachinesThatTakeTurns_TrainAsEachAlone(string model)
    {
        var (exact, rounded) = (Losses(model, _exact), Losses(model, _rounding));
        Assert.NotEqual(exact[0], rounded[0]);
        Assert.Equal([exact[0], rounded[0]], Losses(model, _exact, _rounding));
    }

    /// <summary>The losses of ten steps on each machine, whose steps take turns.</summary>
    static IReadOnlyList<string> Losses(string json, params Machine[] machines)
    {
        var batch = SmallData.Rows(32);
        var (config, options) = (SmallData.Config(json), new OptimiserOptions { LearningRate = 0.03 });
        var models = machines.Select(_ => ModelRegistry.BuiltIn.Create(config, SmallData.Schema, seed: 1)).ToList();
        var steps = models.Zip(machines, (model, machine) => new TrainingStep(
            model, new ModelOptimiser(model, options, machine.Workers), LossForm.Logit, 1, machine));
        var runs = steps.Select(step => (Step: step, Losses: new List<double>())).ToList();
        for (var number = 1; number <= 10; number++)
        {
            runs.ForEach(run => run.Losses.Add(run.Step.Run(batch, number)));
        }

        models.ForEach(model => model.Dispose());
        return [.. runs.Select(run => string.Join(' ', run.Losses))];
    }
}
