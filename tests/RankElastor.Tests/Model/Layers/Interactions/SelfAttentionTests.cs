using RankElastor.Model.Layers.Interactions;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using RankElastor.Numerics.Randomness;
using RankElastor.Numerics.Threads;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model.Layers.Interactions;

[Collection("torch")]
public sealed class SelfAttentionTests
{
    [Theory]
    [InlineData(12, 1, true, false, 0.0)]
    [InlineData(12, 2, true, false, 0.3)]
    [InlineData(7, 1, true, false, 0.0)] // the input itself is the residual
    [InlineData(12, 2, false, false, 0.0)]
    [InlineData(12, 2, true, true, 0.0)]
    public void Fused_AgreesWithStages(int width, int heads, bool residual, bool norm, double dropout)
    {
        using var scope = NewDisposeScope();
        var options = new SelfAttentionOptions
        {
            Width = width,
            Heads = heads,
            Scale = true,
            Residual = residual,
            LayerNorm = norm,
            Dropout = dropout,
        };
        var staged = Run(options, ForwardPass.Train(1, 7, (_, _) => { }));
        var fused = Run(options, ForwardPass.Train(1, 7, machine: new Machine(2)));
        for (var i = 0; i < staged.Count; i++)
        {
            Assert.True(
                staged[i].allclose(fused[i], 1e-3, 1e-5),
                $"tensor {i}: largest difference {(staged[i] - fused[i]).abs().max().item<float>()}");
        }
    }

    static List<Tensor> Run(SelfAttentionOptions options, ForwardPass pass)
    {
        var store = new ParameterStore(new SeededRandom(5));
        var layer = new SelfAttention(new Scope(store, "attention"), 7, options);
        var x = arange(90 * 19 * 7, ScalarType.Float32).mul(0.31).sin().reshape(90, 19, 7).requires_grad_();
        var y = layer.Apply(x, pass);
        (y * arange(y.numel(), ScalarType.Float32).sin().reshape(y.shape)).sum().backward();
        return [y.detach(), x.grad!, .. store.Trainable.Select(parameter => parameter.Value.grad!)];
    }
}
