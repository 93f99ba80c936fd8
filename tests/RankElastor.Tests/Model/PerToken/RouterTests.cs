using RankElastor.Model;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using RankElastor.Model.PerToken;
using RankElastor.Model.Zoo;
using RankElastor.Numerics.Randomness;
using RankElastor.Tests.Model.Zoo;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model.PerToken;

/// <summary>The noisy and the fixed router against their definitions.</summary>
[Collection("torch")]
public sealed class RouterTests
{
    const int Experts = 4;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Noisy_InEvaluation_IsTheSoftmaxOfTheLargest(int active)
    {
        using var scope = NewDisposeScope();
        using var model = Make($$""" "router": "noisy_top_k", "active": {{active}} """);
        var stages = new Dictionary<string, Tensor>();
        model.Logits(TinyCase.Batch(), ForwardPass.Evaluate((name, value) => stages[name] = value));
        var x = stages["backbone.0.layer_norm1"];
        for (var row = 0; row < 5; row++)
        {
            for (var token = 0; token < 4; token++)
            {
                var weight = TinyCase.Reference(model, $"{Path(token)}.router.weight");
                double[] scores = [.. weight.mv(x[row, token]).data<float>().Select(value => (double)value)];
                var least = scores.OrderDescending().ElementAt(active - 1);
                var expected = Loops.Softmax(scores.Select(value => value < least ? double.NegativeInfinity : value));
                for (var expert = 0; expert < Experts; expert++)
                {
                    var found = stages["backbone.0.token_interaction.parallel_ffns.*.0.router.gate"];
                    Assert.Equal(expected[expert], found[row, token * Experts + expert].item<float>(), 1e-5);
                }
            }
        }
    }

    [Fact]
    public void Noisy_Losses_AreThoseOfTheDefinition()
    {
        using var scope = NewDisposeScope();
        const int tokens = 2, rows = 6, active = 2;
        var (clean, noise) = (TinyCase.Normal(1, tokens, rows, Experts), TinyCase.Normal(2, tokens, rows, Experts));
        var spread = TinyCase.Normal(3, tokens, rows, Experts).abs() + 0.1;
        var noisy = clean + noise * spread;
        var chances = NoisyRouter.Chances(clean, noisy, spread, active);
        double sum = 0;
        for (var token = 0; token < tokens; token++)
        {
            var load = new double[Experts];
            for (var row = 0; row < rows; row++)
            {
                for (var expert = 0; expert < Experts; expert++)
                {
                    double At(Tensor x, int other) => x[token, row, other].item<float>();
                    var passes = Enumerable.Range(0, Experts).Where(other => other != expert)
                        .Select(other => At(noisy, other)).OrderDescending().ElementAt(active - 1);
                    var gap = (At(clean, expert) - passes) / At(spread, expert);
                    Assert.Equal(Normal(gap), chances[token, row, expert].item<float>(), 1e-5);
                    load[expert] += Normal(gap);
                }
            }

            var mean = load.Average();
            sum += load.Average(value => (value - mean) * (value - mean)) / (mean * mean);
        }

        Assert.Equal(sum / tokens, NoisyRouter.Unevenness(chances).item<float>(), 1e-5);
    }

    [Fact]
    public void Noisy_InTraining_AsksForBothLosses_AndDrawsByStep()
    {
        using var scope = NewDisposeScope();
        using var model = Make(""" "router": "noisy_top_k" """);
        using var free = Make(""" "router": "noisy_top_k", "importance_weight": 0, "load_weight": 0 """);
        Assert.True(Penalty(model, 1) > 0);
        Assert.Equal(0, Penalty(free, 1));
        Assert.Equal(Penalty(model, 1), Penalty(model, 1));
        Assert.NotEqual(Penalty(model, 1), Penalty(model, 2));
    }

    [Fact]
    public void Fixed_KeepsTheLargest_GrowsToAll_AndIsNotTrained()
    {
        using var scope = NewDisposeScope();
        using var store = new ParameterStore(new SeededRandom(1));
        var options = new SparseMixtureOptions
        {
            Experts = Experts,
            Active = 1,
            GrowthSteps = 6,
            Router = RouterKind.Fixed,
        };
        var router = new FixedRouter(new PerTokenScope(new Scope(store, "m"), 2, ""), 3, options);
        Assert.Empty(store.Trainable);
        var x = TinyCase.Normal(1, 2, 5, 3);
        var all = x.bmm(store.All[0].Value).softmax(-1);
        foreach (var (step, active) in ((int, int)[])[(0, 1), (1, 1), (2, 2), (4, 3), (6, 4), (9, 4)])
        {
            router.Gates(x, ForwardPass.Train(0, step));
            var gates = router.Gates(x, ForwardPass.Evaluate());
            Assert.Equal(2L * 5 * active, gates.ne(0).sum().item<long>());
            Assert.True((gates.eq(0) | gates.eq(all)).all().item<bool>());
            Assert.True((gates.sum(-1) - all.topk(active, dim: -1).values.sum(-1)).abs().max().item<float>() < 1e-6);
        }
    }

    static string Path(int token) => $"backbone.0.token_interaction.parallel_ffns.{token}.0";

    static double Penalty(RankingModel model, int step)
    {
        var pass = ForwardPass.Train(3, step);
        model.Logits(TinyCase.Batch(), pass);
        return pass.Penalty!.item<float>();
    }

    static RankingModel Make(string router)
    {
        var model = ModelRegistry.BuiltIn.Create(
            SmallData.Config(
                $$"""
                {"model": "RankMixer", "embedding_dim": 4, "Token_num": 4, "Token_dim": 8, "depth": 1,
                "proj_param": {"hidden_units": [8]}, "interaction_mlp_params": {"hidden_units": [6],
                "experts": {"number": {{Experts}}, {{router}} } } }
                """),
            TinyCase.Schema, seed: 3);
        TinyCase.Scatter(model);
        return model;
    }

    /// <summary>The normal distribution by the trapezoid rule.</summary>
    static double Normal(double x)
    {
        const int steps = 20_000;
        const double least = -12;
        if (x <= least)
        {
            return 0;
        }

        var width = (x - least) / steps;
        var sum = Enumerable.Range(0, steps + 1).Sum(at =>
            Math.Exp(-Math.Pow(least + at * width, 2) / 2) * (at is 0 or steps ? 0.5 : 1));
        return sum * width / Math.Sqrt(2 * Math.PI);
    }
}
