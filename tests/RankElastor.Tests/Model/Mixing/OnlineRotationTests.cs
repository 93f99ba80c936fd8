using RankElastor.Model.Mixing;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using RankElastor.Numerics.Randomness;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model.Mixing;

[Collection("torch")]
public sealed class OnlineRotationTests
{
    [Fact]
    public void Allocate_DealsLargestEigenvaluesToDifferentBuckets()
    {
        Assert.Equal([0, 3, 1, 2], OnlineRotation.Allocate([8.0, 4.0, 2.0, 1.0], 2));
        Assert.Equal([0, 1, 2, 3, 4], OnlineRotation.Allocate([5.0, 4.0, 3.0, 2.0, 1.0], 2).Order());
    }

    [Fact]
    public void Training_SetsAnOrthogonalRotation_EvaluationKeepsIt()
    {
        using var scope = NewDisposeScope();
        using var store = new ParameterStore(new SeededRandom(1));
        var rotation = new OnlineRotation(new Scope(store, "m"), tokens: 2, width: 6);
        var buffer = store.All.Single(entry => entry.Name == "m.opq_R").Value;
        var x = TinyCase.Normal(2, 50, 2, 6);
        TinyCase.Close(x, rotation.Apply(x, ForwardPass.Evaluate()));
        var rotated = rotation.Apply(x, ForwardPass.Train(0, 0));
        TinyCase.Close(eye(6), buffer.t().matmul(buffer));
        var centred = rotated.reshape(-1, 6) - rotated.reshape(-1, 6).mean([0]);
        // the first batch sets the statistics, so its axes are principal
        var covariance = centred.t().matmul(centred) / 100;
        TinyCase.Close(covariance.diag().diag(), covariance, 1e-4);
        var before = buffer.clone();
        rotation.Apply(x * 3, ForwardPass.Evaluate());
        TinyCase.Close(before, buffer, 0);
    }

    [Fact]
    public void Training_MovesTheMeanByOnePercent()
    {
        using var scope = NewDisposeScope();
        using var store = new ParameterStore(new SeededRandom(1));
        var rotation = new OnlineRotation(new Scope(store, "m"), tokens: 2, width: 6);
        var mean = store.All.Single(entry => entry.Name == "m.running_mean").Value;
        var x = TinyCase.Normal(2, 50, 2, 6);
        rotation.Apply(x, ForwardPass.Train(0, 0));
        var first = mean.clone();
        rotation.Apply(x + 1, ForwardPass.Train(0, 1));
        TinyCase.Close(first + 0.01f, mean);
    }
}
