using RankElastor.Data.Files;
using RankElastor.Model;
using RankElastor.Model.Passes;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace RankElastor.Tests.Model.PerToken;

[Collection("torch")]
public sealed class PerTokenNetworkTests
{
    const string Path = "backbone.0.token_interaction";

    [Theory]
    [InlineData("relu")]
    [InlineData("gelu")]
    [InlineData("tanh")]
    public void Plain_IsALoopOverTokens(string activation) => AgreesWithLoop(
        (model, v, t) =>
        {
            var hidden = functional.linear(v, Named(model, t, "0.weight"), Named(model, t, "0.bias"));
            hidden = Norm(hidden, Named(model, t, "1.gamma"));
            hidden = activation switch
            {
                "relu" => functional.relu(hidden),
                "gelu" => functional.gelu(hidden),
                _ => hidden.tanh(),
            };
            return functional.linear(hidden, Named(model, t, "3.weight"), Named(model, t, "3.bias"));
        },
        ("interaction_mlp_params.activation", activation));

    [Theory]
    [InlineData(3.0)]
    [InlineData(1.5)]
    [InlineData(1.0)]
    public void Gated_IsALoopOverTokens(double expansion) => AgreesWithLoop(
        (model, v, t) => functional.linear(
            functional.linear(
                Gate(model, Norm(v, Named(model, t, "0.gamma")), t, expansion),
                Named(model, t, "2.weight"),
                Named(model, t, "2.bias")),
            Named(model, t, "4.weight"), Named(model, t, "4.bias")),
        ("interaction_mlp_params.expansion_rate", expansion));

    [Fact]
    public void Sparse_ZeroGatesLeaveOnlyTheResidual()
    {
        using var scope = NewDisposeScope();
        using var model = Experts(denseTraining: false);
        using (no_grad())
        {
            model.Parameters.All.Single(parameter =>
                parameter.Name.EndsWith("router.bias", StringComparison.Ordinal)).Value.fill_(-1000);
        }

        var stages = Stages(model, observer => ForwardPass.Evaluate(observer));
        TinyCase.Close(stages["backbone.0.layer_norm1"], stages["backbone.0"], 0);
    }

    [Theory]
    [InlineData(1000f, 1.2)] // no gate is zero: the penalty grows
    [InlineData(-1000f, 1 / 1.2)] // all are: it shrinks
    public void Sparse_PenaltyChasesTheTarget(float bias, double factor)
    {
        using var scope = NewDisposeScope();
        using var model = Experts(denseTraining: false);
        var penalty = model.Parameters.All
            .Single(parameter => parameter.Name.EndsWith("penalty", StringComparison.Ordinal)).Value;
        using (no_grad())
        {
            model.Parameters.All.Single(parameter =>
                parameter.Name.EndsWith("router.bias", StringComparison.Ordinal)).Value.fill_(bias);
        }

        var before = penalty.item<float>();
        var pass = ForwardPass.Train(0, 0);
        model.Logits(TinyCase.Batch(), pass);
        Assert.Equal(factor, penalty.item<float>() / before, 4);
        Assert.True(pass.Penalty!.item<float>() >= 0);
    }

    [Fact]
    public void Sparse_DenseTrainingStartsWithEqualRouters()
    {
        using var scope = NewDisposeScope();
        using var model = Experts(denseTraining: true);
        var batch = TinyCase.Batch();
        TinyCase.Close(model.Logits(batch, ForwardPass.Evaluate()), model.Logits(batch, ForwardPass.Train(0, 0)));
    }

    [Fact]
    public void HiddenUnits_Empty_IsAnInputError() =>
        Assert.Throws<InputException>(() =>
            TinyCase.Build("RankElastor", ("interaction_mlp_params.hidden_units", TinyCase.Wholes())));

    static RankElastor.Model.Zoo.RankElastorModel Experts(bool denseTraining) =>
        TinyCase.Build("RankElastor", ("interaction_mlp_params.activation", "gelu"),
        ("interaction_mlp_params.experts", new RankElastor.Data.Configuration.ConfigSection(
            "experts", new Dictionary<string, object?> { ["number"] = 3L, ["dense_training"] = denseTraining })));

    static void AgreesWithLoop(
        Func<RankingModel, Tensor, int, Tensor> network, params (string Key, object? Value)[] keys)
    {
        using var scope = NewDisposeScope();
        using var model = TinyCase.Build("RankElastor", keys);
        TinyCase.Scatter(model);
        var stages = Stages(model, observer => ForwardPass.Evaluate(observer));
        var v = stages["backbone.0.layer_norm1"];
        var loop =
            stack([.. Enumerable.Range(0, 4).Select(t => v.select(1, t) + network(model, v.select(1, t), t))], 1);
        TinyCase.Close(loop, stages["backbone.0"], 1e-4);
    }

    static Dictionary<string, Tensor> Stages(RankingModel model, Func<Action<string, Tensor>, ForwardPass> pass)
    {
        var stages = new Dictionary<string, Tensor>();
        model.Logits(TinyCase.Batch(), pass((name, value) => stages[name] = value));
        return stages;
    }

    static Tensor Gate(RankingModel model, Tensor x, int t, double expansion)
    {
        Tensor Linear(string name) =>
            functional.linear(x, Named(model, t, $"1.{name}.weight"), Named(model, t, $"1.{name}.bias"));
        var skip = Linear("skip1");
        return expansion == 1
            ? (skip + functional.gelu(Linear("fc_lift1"))) * Linear("fc_lift2") + skip
            : functional.linear(
                (Linear("skip2") + functional.gelu(Linear("fc_lift1"))) * Linear("fc_lift2"),
                Named(model, t, "1.fc_reduce.weight"),
                Named(model, t, "1.fc_reduce.bias")) + skip;
    }

    static Tensor Norm(Tensor x, Tensor gamma) => x / (x * x).mean([-1], keepdim: true).sqrt() * gamma;

    static Tensor Named(RankingModel model, int token, string name) =>
        TinyCase.Reference(model, $"{Path}.parallel_ffns.{token}.{name}");
}
