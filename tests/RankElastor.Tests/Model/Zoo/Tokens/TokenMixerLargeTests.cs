using RankElastor.Data.Files;
using RankElastor.Model;
using RankElastor.Model.Layers.Tokens;
using RankElastor.Model.Mixing;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo;
using RankElastor.Numerics.Randomness;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model.Zoo.Tokens;

/// <summary>TokenMixer-Large against plain loops, and its special cases.</summary>
[Collection("torch")]
public sealed class TokenMixerLargeTests
{
    const int Tokens = 3;
    const int Width = 6;
    const string Shape = "\"model\": \"TokenMixerLarge\", \"embedding_dim\": 4, \"Token_num\": 3, \"Token_dim\": 6, "
        + "\"expansion_rate\": 1.5";

    [Theory]
    [InlineData(4, 8, 4)]
    [InlineData(3, 8, 2)]
    [InlineData(5, 6, 6)]
    [InlineData(2, 6, 1)]
    public void Mixing_AndItsInverse_AreTheIdentity(int tokens, int width, int heads)
    {
        using var scope = NewDisposeScope();
        var x = TinyCase.Normal(1, 5, tokens, width);
        var mixed = HeadMixing.Mix(x, heads);
        Assert.Equal([5L, heads, tokens * width / heads], mixed.shape);
        TinyCase.Close(x, HeadMixing.Undo(mixed, tokens), 0);
    }

    [Fact]
    public void Mixing_WithAsManyHeadsAsTokens_IsTheBlockTranspose()
    {
        using var scope = NewDisposeScope();
        using var store = new ParameterStore(new SeededRandom(1));
        var x = TinyCase.Normal(1, 5, 4, 8);
        var transpose = new BlockTransposeMixing().Build(new Scope(store, "m"), 4, 8)!;
        TinyCase.Close(transpose(x.flatten(1), ForwardPass.Evaluate()), HeadMixing.Mix(x, 4).flatten(1), 0);
    }

    [Fact]
    public void Block_WhoseNetworksEndInZero_IsTheIdentity()
    {
        using var scope = NewDisposeScope();
        using var model = Make("\"depth\": 2");
        using (no_grad())
        {
            foreach (var parameter in model.Parameters.Trainable.Where(tensor =>
                tensor.Name.EndsWith("down.weight", StringComparison.Ordinal)))
            {
                parameter.Value.zero_();
            }
        }

        var stages = Stages(model);
        TinyCase.Close(stages["embedding_tokenization"], stages["backbone.1.output"], 0);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(2)]
    public void Block_IsItsDefinition(int heads)
    {
        using var scope = NewDisposeScope();
        using var model = new Observed($$"""{{{Shape}}, "depth": 1, "num_heads": {{heads}}}""");
        var (all, found) = (model["embedding_tokenization"], model["backbone.0.output"]);
        var part = Width / heads;
        for (var row = 0; row < model.Logits.Length; row++)
        {
            var x = all.Skip(row * Tokens * Width).Take(Tokens * Width).Chunk(Width).ToArray();
            var mixed = new double[heads][];
            for (var head = 0; head < heads; head++)
            {
                mixed[head] = new double[Tokens * part];
                for (var token = 0; token < Tokens; token++)
                {
                    for (var j = 0; j < part; j++)
                    {
                        mixed[head][token * part + j] = x[token][head * part + j];
                    }
                }

                mixed[head] = Loops.Add(mixed[head], Network(
                    model, $"backbone.0.network1.{head}", Rms(mixed[head], model["backbone.0.norm1.gamma"])));
            }

            for (var token = 0; token < Tokens; token++)
            {
                var reverted = Loops.Map(at => mixed[at / part][token * part + at % part], Width);
                var expected = Loops.Add(x[token], Network(
                    model, $"backbone.0.network2.{token}", Rms(reverted, model["backbone.0.norm2.gamma"])));
                for (var at = 0; at < Width; at++)
                {
                    Assert.Equal(expected[at], found[(row * Tokens + token) * Width + at], 1e-4);
                }
            }
        }
    }

    [Fact]
    public void ResidualEvery_AddsTheTokensOfAsManyBlocksBefore()
    {
        using var scope = NewDisposeScope();
        using var model = Make("\"depth\": 4, \"residual_every\": 2");
        var stages = Stages(model);
        TinyCase.Close(stages["backbone.0"], stages["backbone.0.output"], 0);
        TinyCase.Close(stages["backbone.1"] + stages["embedding_tokenization"], stages["backbone.1.output"]);
        TinyCase.Close(stages["backbone.3"] + stages["backbone.1.output"], stages["backbone.3.output"]);
    }

    [Fact]
    public void AuxiliaryLogit_IsReadAtTheMiddle_AndItsLossIsAdded()
    {
        using var scope = NewDisposeScope();
        using var model = Make("\"depth\": 3, \"aux_logit_weight\": 0.25");
        var batch = TinyCase.Batch();
        for (var row = 0; row < batch.Rows; row++)
        {
            batch.Labels[row] = row % 2;
        }

        var stages = new Dictionary<string, Tensor>();
        var pass = ForwardPass.Train(0, 0, (name, value) => stages[name] = value);
        model.Logits(batch, pass);
        var logits = nn.functional.linear(
            stages["backbone.1.output"].mean([1]), TinyCase.Reference(model, "auxiliary.mlp.0.weight"),
            TinyCase.Reference(model, "auxiliary.mlp.0.bias")).flatten();
        var loss = Enumerable.Range(0, batch.Rows).Average(row =>
            Math.Log(1 + Math.Exp((row % 2 == 1 ? -1 : 1) * logits[row].item<float>())));
        Assert.Equal(0.25 * loss, pass.Penalty!.item<float>(), 1e-5);
        var evaluation = ForwardPass.Evaluate();
        model.Logits(batch, evaluation);
        Assert.Null(evaluation.Penalty);
    }

    [Theory]
    [InlineData("learned")]
    [InlineData("fields")]
    public void GlobalToken_IsReadInPlaceOfTheMean(string kind)
    {
        using var scope = NewDisposeScope();
        using var model = Make($$""" "num_heads": 2, "depth": 1, "global_token": "{{kind}}" """);
        var stages = Stages(model);
        TinyCase.Close(stages["backbone.0.output"].select(1, Tokens), stages["pred.input0"], 0);
        using var mean = Make("\"depth\": 1");
        stages = Stages(mean);
        TinyCase.Close(stages["backbone.0.output"].mean([1]), stages["pred.input0"]);
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(3, 2)]
    [InlineData(2, 2)]
    public void Experts_AreTheScaledSumOfTheBest_AndTheSharedOne(int experts, int active)
    {
        using var scope = NewDisposeScope();
        using var model = Make(
            $$""" "depth": 1, "experts": {"number": {{experts}}, "active": {{active}}, "hidden": 4} """);
        var stages = Stages(model);
        const string path = "backbone.0.network2";
        for (var row = 0; row < TinyCase.Batch().Rows; row++)
        {
            for (var token = 0; token < Tokens; token++)
            {
                Tensor Named(string name) => TinyCase.Reference(model, $"{path}.{token}.{name}");
                var x = stages["backbone.0.norm2"][row, token];
                var gates = Loops.Softmax([.. Named("router.weight").mv(x).to(ScalarType.Float64).data<double>()]);
                var chosen = Enumerable.Range(0, experts).OrderByDescending(at => gates[at]).Take(active);
                var expected = Glu(
                    x, Named("shared.gate.weight"), Named("shared.up.weight"), Named("shared.down.weight"));
                foreach (var expert in chosen)
                {
                    Tensor Of(string name) => Named($"experts.{name}.weight").narrow(1, expert * 4, 4).t();
                    var down = Named("experts.down.weight").narrow(0, expert * 4, 4).t();
                    expected += Glu(x, Of("gate"), Of("up"), down) * gates[expert] * ((double)experts / active);
                }

                TinyCase.Close(expected, stages[$"{path}.*"][token, row], 1e-4);
            }
        }
    }

    [Theory]
    [InlineData("\"num_heads\": 4", "Token_dim: found 6; allowed: a multiple of 4")]
    [InlineData("\"global_token\": true", "Token_dim: found 6; allowed: a multiple of 4, the heads of the mixing (all")]
    [InlineData("\"experts\": {\"number\": 2, \"active\": 3}", "experts: active: found 3; allowed: 1 … 2")]
    [InlineData("\"global_token\": \"both\"", "global_token: found 'both'; allowed: none | false | learned | true")]
    [InlineData("\"depth\": 0", "depth: found 0")]
    public void Option_OutOfRange_IsNamed(string more, string expected)
    {
        var error = Assert.Throws<InputException>(() => Make(more));
        Assert.Contains($"model_config.yaml: {expected}", error.Message, StringComparison.Ordinal);
    }

    static Tensor Glu(Tensor x, Tensor gate, Tensor up, Tensor down) =>
        down.mv(nn.functional.silu(gate.mv(x)) * up.mv(x));

    static double[] Network(Observed model, string name, double[] x)
    {
        var gate = Loops.Linear(model, $"{name}.gate", x, bias: false);
        var up = Loops.Linear(model, $"{name}.up", x, bias: false);
        return Loops.Linear(model, $"{name}.down",
            Loops.Map(at => gate[at] * Loops.Sigmoid(gate[at]) * up[at], gate.Length), bias: false);
    }

    static double[] Rms(double[] x, double[] gain)
    {
        var size = Math.Sqrt(x.Average(value => value * value));
        return Loops.Map(at => x[at] / size * gain[at], x.Length);
    }

    static RankingModel Make(string more)
    {
        var model = ModelRegistry.BuiltIn.Create(
            SmallData.Config($$"""{{{Shape}}, {{more}}}"""), TinyCase.Schema, seed: 2);
        TinyCase.Scatter(model);
        return model;
    }

    static Dictionary<string, Tensor> Stages(RankingModel model)
    {
        var stages = new Dictionary<string, Tensor>();
        model.Logits(TinyCase.Batch(), ForwardPass.Evaluate((name, value) => stages[name] = value));
        return stages;
    }
}
