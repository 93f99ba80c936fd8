using RankElastor.Model;
using RankElastor.Model.Activations;
using RankElastor.Model.Layers;
using RankElastor.Model.Mixing;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo;
using RankElastor.Model.Zoo.Baselines;
using RankElastor.Numerics.Randomness;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model.Layers;

/// <summary>Layers beside their formulas, written down here, and what they start from.</summary>
[Collection("torch")]
public sealed class LayerDefinitionTests
{
    [Fact]
    public void CrossNet_MultipliesByTheFirstInput_AtEveryDepth()
    {
        using var scope = NewDisposeScope();
        using var model = new Dcn(
            new DcnOptions { Network = new MlpOptions { HiddenUnits = [] }, Depth = 3 }, TinyCase.Schema, 3);
        var seen = Seen(model);
        var first = seen["embedding_layer"].flatten(1);
        var x = first;
        for (var i = 0; i < 3; i++)
        {
            var weight = Parameter(model, $"crossnet.cross_net.{i}.weight.weight");
            var bias = Parameter(model, $"crossnet.cross_net.{i}.bias");
            x = x + first * (x * weight).sum(1, keepdim: true) + bias;
            TinyCase.Close(x, seen[$"crossnet.crossing{i + 1}"].flatten(1));
        }
    }

    [Fact]
    public void FactorisationMachine_SumsTheProductsOfAllPairs()
    {
        using var scope = NewDisposeScope();
        using var model = new FactorisationMachine(new FieldVectorOptions { Width = 4 }, TinyCase.Schema, 3);
        var seen = Seen(model);
        var vectors = seen["embedding_layer"];
        var pairs = zeros(vectors.shape[0], 1);
        for (var i = 0; i < vectors.shape[1]; i++)
        {
            for (var j = i + 1; j < vectors.shape[1]; j++)
            {
                pairs = pairs + (vectors.select(1, i) * vectors.select(1, j)).sum(1, keepdim: true);
            }
        }

        TinyCase.Close(pairs, seen["fm.fm_layer"]);
    }

    [Fact]
    public void Network_HasTheActivationOfEachLayer()
    {
        using var scope = NewDisposeScope();
        var network = new MlpOptions
        {
            HiddenUnits = [12, 12],
            Outputs = 1,
            Activations = [Activation.Relu, Activation.Parse("activation", "sigmoid")],
        };
        using var model = new Dnn(new DnnOptions { Network = network }, TinyCase.Schema, 3);
        var seen = Seen(model);
        Assert.True(seen["mlp.mlp.1"].eq(0).any().item<bool>());
        TinyCase.Close(seen["mlp.mlp.2"].sigmoid(), seen["mlp.mlp.3"]);
    }

    [Fact]
    public void BatchNorm_MovesItsStatisticsByATenth()
    {
        using var scope = NewDisposeScope();
        using var store = new ParameterStore(new SeededRandom(1));
        var norm = new BatchNorm(new Scope(store, "n"), 3);
        var x = TinyCase.Normal(2, 50, 3) + 4;
        norm.Apply(x, ForwardPass.Train(0, 0));
        TinyCase.Close(0.1 * x.mean([0]), Buffer("n.running_mean"));
        TinyCase.Close(0.9 + 0.1 * x.var([0]), Buffer("n.running_var"));

        Tensor Buffer(string name) => store.All.Single(entry => entry.Name == name).Value;
    }

    [Fact]
    public void RmsNorm_OfATinyRow_IsAsLargeAsOfAnyOther()
    {
        using var scope = NewDisposeScope();
        using var store = new ParameterStore(new SeededRandom(1));
        var norm = new RmsNorm(new Scope(store, "n"), 16);
        var x = TinyCase.Normal(2, 5, 16);
        TinyCase.Close(norm.Apply(x, ForwardPass.Evaluate()), norm.Apply(x * 1e-3, ForwardPass.Evaluate()), 1e-4);
    }

    [Fact]
    public void Sinkhorn_OfLargeLogits_StaysFinite()
    {
        using var scope = NewDisposeScope();
        var matrix = Sinkhorn.Normalise(TinyCase.Normal(2, 4, 4) + 1000, 20);
        Assert.True(matrix.isfinite().all().item<bool>());
    }

    [Fact]
    public void RandomPermutation_DiffersFromBlockToBlock()
    {
        using var store = new ParameterStore(new SeededRandom(1));
        var mixing = new RandomPermutationMixing(5);
        mixing.Build(new Scope(store, "a"), 4, 8);
        mixing.Build(new Scope(store, "b"), 4, 8);
        var orders = store.All.Select(entry => string.Join(' ', entry.Value.data<long>().ToArray())).ToList();
        Assert.Equal(2, orders.Distinct().Count());
    }

    [Fact]
    public void Weights_StartFromTheStatedDistributions()
    {
        using var scope = NewDisposeScope();
        var network = new MlpOptions { HiddenUnits = [200, 100], Outputs = 1 };
        using var model = new Dnn(
            new DnnOptions { Fields = new() { Width = 64 }, Network = network }, TinyCase.Schema, 3);
        Assert.Equal(Math.Sqrt(2.0 / (200 + 100)), Spread(Parameter(model, "mlp.mlp.2.weight")), 0.003);
        Assert.Equal(0, Spread(Parameter(model, "mlp.mlp.2.bias")));
        var table = model.Embeddings[0].Tables[^1].Weights;
        Assert.Equal(1e-4, Spread(table.slice(0, 1, table.shape[0], 1)), 1e-5);
        Assert.Equal(0, Spread(table.select(0, 0))); // padding
    }

    [Theory]
    [InlineData(1.3, 10)] // ⌊1.3 · 8⌋
    [InlineData(1.99, 15)]
    [InlineData(2.0, 16)]
    public void GatedUnit_IsAsWideAsItsExpansionAllows(double expansion, int hidden)
    {
        using var model = TinyRankElastor("swiglu", expansion);
        Assert.Equal(hidden, Parameter(model, ".fc_lift1.weight", part: true).shape[^1]);
    }

    [Fact]
    public void HyperConnections_StartWithSmallDynamicParts()
    {
        using var model = TinyRankElastor("swiglu-mhc", 1);
        Assert.All(
            model.Parameters.All.Where(entry => entry.Name.EndsWith("_scale", StringComparison.Ordinal)),
            entry => Assert.All(entry.Value.data<float>().ToArray(), value => Assert.Equal(0.01f, value)));
    }

    static RankingModel TinyRankElastor(string activation, double expansion) => ModelRegistry.BuiltIn.Create(
        TinyCase.Config(
            "RankElastor", ("interaction_mlp_params.activation", activation),
            ("interaction_mlp_params.expansion_rate", expansion)),
        TinyCase.Schema, 3);

    static Dictionary<string, Tensor> Seen(RankingModel model)
    {
        TinyCase.Scatter(model);
        var seen = new Dictionary<string, Tensor>();
        model.Logits(TinyCase.Batch(), ForwardPass.Evaluate((stage, value) => seen[stage] = value));
        return seen;
    }

    static Tensor Parameter(RankingModel model, string name, bool part = false) => model.Parameters.All
        .First(entry => part ? entry.Name.Contains(name, StringComparison.Ordinal) : entry.Name == name).Value;

    static double Spread(Tensor values) => values.flatten().square().mean().sqrt().item<float>();
}
