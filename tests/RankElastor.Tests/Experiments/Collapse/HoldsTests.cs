using RankElastor.Experiments.Collapse;
using RankElastor.Experiments.Collapse.Rows;
using RankElastor.Model;
using RankElastor.Numerics.Randomness;
using RankElastor.Training.State;
using TorchSharp;
using static TorchSharp.torch;

namespace RankElastor.Tests.Experiments.Collapse;

/// <summary>Plants of the suite do what they did before they had degrees; degrees do what they say.</summary>
[Collection("torch")]
public sealed class HoldsTests : IDisposable
{
    readonly DisposeScope _scope = NewDisposeScope();
    readonly TrainingState _state = new() { LearningRate = 0.003 };

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData("dead-gate", "fc_lift1.bias", 22, 24)]
    [InlineData("dead-hidden-layer", "mlp.mlp.1.bias", 58, 64)]
    public void DeadUnits_OfTheSuite_AreTheFirstBiasesAtMinusTwelve(string name, string tensor, int shut, int units)
    {
        using var model = Planted(name, out var before, tensor);
        double[] after = Numbers(Holds.Named(model, tensor));
        for (var i = 0; i < after.Length; i++)
        {
            Assert.Equal(i % units < shut ? -12 : before[i], after[i]);
        }
    }

    [Theory]
    [InlineData("rank-1-table", "field_05")]
    [InlineData("rank-1-embeddings", "")]
    public void ConfinedTables_OfTheSuite_LieOnTheirFirstPrincipalDirection(string name, string only)
    {
        var plant = Plants.All.Single(plant => plant.Name == name);
        using var model = Create(plant.Model);
        var before = model.Embeddings[0].Tables.Select(table => Numbers(table.Weights)).ToList();
        plant.Act!(model, _state);
        foreach (var (table, old) in model.Embeddings[0].Tables.Zip(before))
        {
            var expected = table.Name.Contains(only, StringComparison.Ordinal) ? OnFirstDirection(old, 8) : old;
            Assert.All(expected.Zip(Numbers(table.Weights)), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        }
    }

    [Fact]
    public void DominatingMean_OfTheSuite_IsTenTimesANormalVectorOfSeedZero()
    {
        using var model = Planted("dominating-mean", out _, "mlp.3.bias");
        var random = new SeededRandom(0);
        Assert.All(
            Numbers(Holds.Named(model, "embedding_tokenization.mlp.3.bias")),
            number => Assert.Equal((float)(10 * random.NextNormal()), number));
    }

    [Fact]
    public void IdenticalTokens_OfTheSuite_AllHaveTheFirstOnesWeights()
    {
        using var model = Planted("identical-tokens", out var before, "embedding_tokenization.mlp.3.weight");
        var after = Numbers(Holds.Named(model, "embedding_tokenization.mlp.3.weight"));
        const int token = 12 * 32;
        Assert.All(after.Index(), pair => Assert.Equal(before[pair.Index % token], pair.Item, 1e-7));
    }

    [Fact]
    public void SaturatedSoftmax_OfTheSuite_HasWeightsOfRootMeanSquareTen()
    {
        using var model = Planted("saturated-softmax", out _, "self_attention.0.W_q.weight");
        var keys = Numbers(Holds.Named(model, "self_attention.0.W_k.weight"));
        Assert.Equal(10, Math.Sqrt(keys.Average(number => number * number)), 1e-4);
    }

    [Fact]
    public void LargeLearningRate_OfTheSuite_IsOneHalf()
    {
        using var model = Planted("large-learning-rate", out _, "fc_lift1.bias");
        Assert.Equal(0.5, _state.LearningRate);
    }

    [Theory]
    [InlineData(0.0, 4)] // independent weights of unit size lie √2 apart: nothing to do
    [InlineData(0.9, 1)]
    public void Liken_HoldsTokensWithinAShareOfWhatSetsIndependentOnesApart(double likeness, int longest)
    {
        using var weight = tensor(new float[,] { { 3, 0 }, { 0, 1 }, { 0, 3 }, { 4, 0 } }); // tokens of width 2
        using var bias = zeros(4);
        var (first, limit) = (Math.Sqrt(10), (1 - likeness) * Math.Sqrt(2) * Math.Sqrt(10));
        Holds.Liken(weight, bias, 2, likeness);
        Holds.Liken(weight, bias, 2, likeness); // twice is as once
        var held = Numbers(weight);
        var apart = Enumerable.Range(0, 4).Select(i => held[i + 4] - held[i]).ToArray();
        var length = Math.Sqrt(apart.Sum(number => number * number));
        Assert.Equal(first, Math.Sqrt(held[..4].Sum(number => number * number)), 1e-6);
        Assert.Equal(Math.Min(limit, Math.Sqrt(9 + 16 + 9 + 1)), length, 1e-5);
        Assert.True(longest * Math.Sqrt(2) * first > length);
    }

    [Fact]
    public void ConfinedTokens_OfOneDirection_AreMultiplesOfOneAnother()
    {
        using var weight = randn(12, 5);
        using var bias = randn(12);
        Holds.ConfineTokens(weight, bias, 3, 1); // 4 tokens of width 3
        var tokens = Numbers(weight.matmul(randn(5)) + bias);
        for (var i = 3; i < 12; i += 3)
        {
            Assert.Equal(0, tokens[0] * tokens[i + 1] - tokens[1] * tokens[i], 1e-4);
            Assert.Equal(0, tokens[0] * tokens[i + 2] - tokens[2] * tokens[i], 1e-4);
        }
    }

    [Fact]
    public void Pin_TakesTheInputFromTheFirstUnits()
    {
        using var weight = ones(3, 8);
        using var bias = zeros(8);
        Holds.Pin(weight, bias, 0.25);
        Assert.Equal([1, 1, 0, 0, 0, 0, 0, 0], Numbers(bias));
        Assert.Equal([0, 0, 3, 3, 3, 3, 3, 3], Numbers(weight.sum([0L])));
    }

    [Fact]
    public void Narrow_LeavesTheStrongestDirection_AndTakesAShareOffTheOthers()
    {
        using var model = Create(CollapseModel.Dnn);
        var table = model.Embeddings[0].Tables[0].Weights;
        using var sizes = tensor(new float[] { 8, 7, 6, 5, 4, 3, 2, 1 });
        table.zero_();
        table.narrow(0, 0, 8).copy_(diag(sizes));
        Holds.Narrow(model, 0.25);
        Assert.Equal([8, 5.25, 4.5, 3.75, 3, 2.25, 1.5, 0.75], Numbers(table.abs().sum([0L])), Close);
    }

    static bool Close(double first, double second) => Math.Abs(first - second) < 1e-4;

    RankingModel Planted(string name, out double[] before, string tensor)
    {
        var plant = Plants.All.Single(plant => plant.Name == name);
        var model = Create(plant.Model);
        before = Numbers(Holds.Named(model, tensor));
        plant.Act!(model, _state);
        return model;
    }

    static RankingModel Create(CollapseModel model) =>
        model.Create(RankElastor.Data.Planted.PlantedDataset.Generate(CollapseData.Options(3)).Schema, 3);

    static double[] Numbers(Tensor tensor) =>
        [.. tensor.to(float64).reshape(-1).data<double>().ToArray()];

    /// <summary>X v vᵀ with v by power iteration on XᵀX.</summary>
    static double[] OnFirstDirection(double[] matrix, int width)
    {
        var direction = Enumerable.Range(0, width).Select(i => 1.0 + i).ToArray();
        for (var round = 0; round < 5000; round++)
        {
            var image = new double[width];
            foreach (var row in matrix.Chunk(width))
            {
                var along = row.Zip(direction, (x, y) => x * y).Sum();
                for (var i = 0; i < width; i++)
                {
                    image[i] += along * row[i];
                }
            }

            var norm = Math.Sqrt(image.Sum(number => number * number));
            direction = [.. image.Select(number => number / norm)];
        }

        return [.. matrix.Chunk(width).SelectMany(row =>
        {
            var along = row.Zip(direction, (x, y) => x * y).Sum();
            return direction.Select(number => along * number);
        })];
    }
}
