using RankElastor.Data.Files;
using RankElastor.Data.Schemas;
using RankElastor.Model;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo;
using TorchSharp;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model.Zoo.Tasks;

/// <summary>What no reference case covers: ESMM's product, OMoE's gate, the paper's shared gate of PLE.</summary>
[Collection("torch")]
public sealed class MultiTaskTests
{
    const string Experts = """
        "embedding_dim": 4, "tower_hidden_units": [3], "expert_hidden_units": [5], "gate_hidden_units": []
        """;

    [Fact]
    public void Esmm_SecondProbability_IsClickTimesConversion()
    {
        using var scope = NewDisposeScope();
        using var model = Make("""{"model": "ESMM", "embedding_dim": 4, "tower_hidden_units": [6]}""");
        var towers = new Dictionary<string, Tensor>();
        var logits = model.Logits(SmallData.Rows(9, SmallData.TwoLabels), ForwardPass.Evaluate(
            (stage, value) => towers[stage] = value.clone()));
        for (var row = 0; row < 9; row++)
        {
            var click = Sigmoid(towers["tower.0"][row, 0].ToDouble());
            var conversion = Sigmoid(towers["tower.1"][row, 0].ToDouble());
            Assert.Equal(click, Sigmoid(logits[row, 0].ToDouble()), 1e-6);
            Assert.Equal(click * conversion, Sigmoid(logits[row, 1].ToDouble()), 1e-6);
        }
    }

    [Fact]
    public void OMoE_IsMMoE_WithTheSameGateTwice()
    {
        using var scope = NewDisposeScope();
        using var shared = Make($$"""{"model": "OMoE", "num_experts": 3, {{Experts}}}""");
        using var many = Make($$"""{"model": "MMoE", "num_experts": 3, {{Experts}}}""");
        CopyWeights(shared, many, name => name.Replace(".gate.1.", ".gate.0.", StringComparison.Ordinal));
        var batch = SmallData.Rows(7, SmallData.TwoLabels);
        Assert.True(shared.Logits(batch, ForwardPass.Evaluate()).equal(
            many.Logits(batch, ForwardPass.Evaluate())).all().ToBoolean());
        Assert.Equal(2, many.Parameters.Trainable.Count(parameter =>
            parameter.Name.EndsWith("bias", StringComparison.Ordinal)
            && parameter.Name.Contains(".gate.", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("shared", 2)]
    [InlineData("all", 4)]
    public void Ple_SharedGate_MixesTheSharedExperts_OrAll(string word, int experts)
    {
        using var scope = NewDisposeScope();
        using var model = Make(
            $$"""{"model": "PLE", "num_layers": 2, "num_shared_experts": 2, "shared_gate": "{{word}}", {{Experts}}}""");
        var seen = new Dictionary<string, Tensor>();
        model.Logits(SmallData.Rows(3, SmallData.TwoLabels), ForwardPass.Evaluate(
            (stage, value) => seen[stage] = value.clone()));
        var (outputs, gate) = (seen["cgc_layers.0.experts"], seen["cgc_layers.0.gate.2"]);
        Assert.Equal([3L, experts], gate.shape);
        for (var row = 0; row < 3; row++)
        {
            double[] powers = [.. Enumerable.Range(0, experts).Select(e => Math.Exp(gate[row, e].ToDouble()))];
            var hidden = Expert(model, "cgc_layers.1.shared_experts.1", [.. Enumerable.Range(0, 5).Select(column =>
                Enumerable.Range(0, experts).Sum(e =>
                    powers[e] / powers.Sum() * outputs[row, 4 - experts + e, column].ToDouble()))]);
            for (var column = 0; column < 5; column++)
            {
                Assert.Equal(hidden[column], seen["cgc_layers.1.shared_experts.1"][row, column].ToDouble(), 1e-6);
            }
        }
    }

    [Theory]
    [InlineData("""{"model": "MMoE", "embedding_dim": 4, "num_tasks": 3}""", "num_tasks: found 3; allowed: 2, one for")]
    [InlineData("""{"model": "ShareBottom", "bottom_hidden_units": []}""", "bottom_hidden_units: found 'no layers'")]
    [InlineData("""{"model": "PLE", "shared_gate": "none"}""", "shared_gate: found 'none'; allowed: shared | all")]
    public void WrongOption_IsOneLine(string json, string expected)
    {
        var error = Assert.Throws<InputException>(() => Make(json));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Esmm_ForOneLabel_IsRefused()
    {
        var error = Assert.Throws<InputException>(() =>
            ModelRegistry.BuiltIn.Create(SmallData.Config("""{"model": "ESMM"}"""), SmallData.Schema, seed: 1));
        Assert.Contains("label_col: found label; allowed: two labels of 0 and 1", error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Answers_AreProbabilities_OrTheNumbersOfNumberLabels()
    {
        using var scope = NewDisposeScope();
        var schema = new Schema("small", SmallData.Schema.Fields, ["click", "stay"], null, ["stay"]);
        using var model = ModelRegistry.BuiltIn.Create(
            SmallData.Config("""{"model": "ShareBottom", "embedding_dim": 4}"""), schema, seed: 1);
        var logits = tensor(new float[,] { { 0, -3 }, { 2, 5 } });
        var answers = model.Answers(logits);
        Assert.Equal([0.5f, -3f, 0.880797f, 5f], answers.data<float>().Select(value => MathF.Round(value, 6)));
    }

    static double[] Expert(RankingModel model, string path, double[] input)
    {
        var weight = model.Parameters.All.Single(parameter => parameter.Name == $"{path}.mlp.0.weight").Value;
        return [.. Enumerable.Range(0, (int)weight.shape[0]).Select(unit => Math.Max(0,
            input.Select((value, i) => value * weight[unit, i].ToDouble()).Sum()))]; // biases start at 0
    }

    static void CopyWeights(RankingModel from, RankingModel to, Func<string, string> name)
    {
        using var frozen = no_grad();
        var source = from.Parameters.All.ToDictionary(parameter => parameter.Name);
        foreach (var parameter in to.Parameters.All)
        {
            parameter.Value.copy_(source[name(parameter.Name)].Value);
        }

        foreach (var (mine, theirs) in to.Embeddings.Zip(from.Embeddings))
        {
            foreach (var (table, source2) in mine.Tables.Zip(theirs.Tables))
            {
                table.Weights.copy_(source2.Weights);
            }
        }
    }

    static RankingModel Make(string json) =>
        ModelRegistry.BuiltIn.Create(SmallData.Config(json), SmallData.TwoLabels, seed: 1);

    static double Sigmoid(double logit) => 1 / (1 + Math.Exp(-logit));
}
