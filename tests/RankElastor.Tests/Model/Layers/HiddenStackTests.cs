using RankElastor.Model;
using RankElastor.Model.Layers;
using RankElastor.Model.Parameters;
using RankElastor.Numerics.Threads;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model.Layers;

[Collection("torch")]
public sealed class HiddenStackTests
{
    [Theory]
    [InlineData(false, 0.0)]
    [InlineData(false, 0.4)]
    [InlineData(true, 0.0)]
    [InlineData(true, 0.4)]
    public void Fused_AgreesWithStages(bool norm, double dropout)
    {
        using var scope = NewDisposeScope();
        var staged = Run(norm, dropout, ForwardPass.Train(1, 7, (_, _) => { }));
        var fused = Run(norm, dropout, ForwardPass.Train(1, 7, workers: new Workers(2)));
        for (var i = 0; i < staged.Count; i++)
        {
            Assert.True(staged[i].allclose(fused[i], 1e-3, 2e-5), $"tensor {i}: largest difference {(staged[i] - fused[i]).abs().max().item<float>()}");
        }
    }

    [Fact]
    public void Fused_IsTheSameForAnyNumberOfThreads()
    {
        using var scope = NewDisposeScope();
        var one = Run(true, 0.2, ForwardPass.Train(1, 7));
        var three = Run(true, 0.2, ForwardPass.Train(1, 7, workers: new Workers(3)));
        Assert.All(one.Zip(three), pair => Assert.True(pair.First.equal(pair.Second).all().item<bool>()));
    }

    [Fact]
    public void Evaluation_AgreesWithStages()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var (store, mlp) = Build(norm: true, dropout: 0.2);
        mlp.Apply(Input(), ForwardPass.Train(1, 1)); // moves the running statistics
        Assert.True(mlp.Apply(Input(), ForwardPass.Evaluate((_, _) => { })).allclose(mlp.Apply(Input(), ForwardPass.Evaluate()), 1e-4, 1e-5));
        Assert.NotEmpty(store.Buffers);
    }

    /// <summary>Output, gradients of the input and of all parameters but the biases before a normalisation, and the buffers, after one pass and its way back.</summary>
    static List<Tensor> Run(bool norm, double dropout, ForwardPass pass)
    {
        var (store, mlp) = Build(norm, dropout);
        var x = Input().requires_grad_();
        var y = mlp.Apply(x, pass);
        (y * arange(y.numel(), ScalarType.Float32).sin().reshape(y.shape)).sum().backward();
        return [y.detach(), x.grad!, .. store.Trainable.Select(one => one.Value.grad!), .. store.Buffers.Select(one => one.Value.to(ScalarType.Float32))];
    }

    static (ParameterStore Store, Mlp Mlp) Build(bool norm, double dropout)
    {
        var store = new ParameterStore(new RankElastor.Numerics.Randomness.SeededRandom(5));
        var options = new MlpOptions { HiddenUnits = [33, 20], Outputs = 1, BatchNorm = norm, Dropout = dropout };
        return (store, new Mlp(new Scope(store, "mlp"), 12, options));
    }

    static Tensor Input() => arange(600 * 12, ScalarType.Float32).mul(0.31).sin().reshape(600, 12);
}
