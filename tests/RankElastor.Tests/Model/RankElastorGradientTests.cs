using RankElastor.Model;
using RankElastor.Model.Passes;
using RankElastor.Numerics.Randomness;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model;

/// <summary>
/// Central differences of Σ_b c_b · logit_b against autograd, in float32: agreement to about one percent of the
/// gradient's scale.
/// </summary>
[Collection("torch")]
public sealed class RankElastorGradientTests
{
    [Theory]
    [InlineData("RankMixer", "block_transpose", "tanh")]
    [InlineData("RankElastor", "full", "swiglu")]
    [InlineData("RankElastor", "monarch", "swiglu")]
    [InlineData("RankElastor", "low_rank", "silu")]
    [InlineData("RankElastor", "learned_permutation", "gelu")]
    [InlineData("RankElastor", "kronecker", "swiglu-mhc")]
    [InlineData("RankElastor", "random_permutation", "tanh")]
    public void Gradients_AgreeWithDifferences(string model, string mixing, string activation)
    {
        using var scope = NewDisposeScope();
        using var built = TinyCase.Build(model, ("mixing_type", mixing), ("mixing_rank", 3L), (
            "interaction_mlp_params.activation", activation),
            ("interaction_mlp_params.expansion_rate", 1.5), ("proj_param.activation", "tanh"),
            ("interaction_mlp_params.hidden_units", TinyCase.Wholes(6, 5)));
        TinyCase.Scatter(built);
        var random = new SeededRandom(4);
        var loss = Loss(built);
        loss.backward();
        foreach (var parameter in built.Parameters.Trainable)
        {
            var gradient = parameter.Value.grad ?? zeros_like(parameter.Value);
            var direction = TinyCase.Normal((long)random.NextUInt64() >>> 1, parameter.Value.shape);
            direction /= direction.norm();
            var expected = Difference(built, parameter.Value, direction, 4e-3f);
            var actual = (gradient * direction).sum().to(float64).item<double>();
            Assert.True(
                Math.Abs(expected - actual) <= 0.02 * gradient.norm().to(float64).item<double>() + 5e-3,
                $"{parameter.Name}: {actual}, differences give {expected}");
        }
    }

    static double Difference(RankingModel model, Tensor parameter, Tensor direction, float step)
    {
        using var frozen = no_grad();
        parameter.add_(direction * step);
        var above = Loss(model).to(float64).item<double>();
        parameter.sub_(direction * (2 * step));
        var below = Loss(model).to(float64).item<double>();
        parameter.add_(direction * step);
        return (above - below) / (2 * step);
    }

    static Tensor Loss(RankingModel model)
    {
        var logits = model.Logits(TinyCase.Batch(), ForwardPass.Train(0, 0));
        return (logits * linspace(-1, 1, logits.shape[0])).sum();
    }
}
