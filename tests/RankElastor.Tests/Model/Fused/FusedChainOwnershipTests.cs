using RankElastor.Kernels.Chains;
using RankElastor.Model.Fused;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo;
using RankElastor.Numerics.Memory;
using RankElastor.Numerics.Threads;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model.Fused;

/// <summary>The native memory of fused chains goes with the model that runs them.</summary>
[Collection("torch")]
public sealed class FusedChainOwnershipTests
{
    [Theory]
    [InlineData("RankElastor", null)]
    [InlineData("RankMixer", null)]
    [InlineData("RankElastor", 2L)]
    public void Model_DisposesTheChainsOfItsLayers(string name, long? sets)
    {
        (string, object?)[] keys = sets is null ? [] : [("embedding_sets", sets)];
        var model = ModelRegistry.BuiltIn.Create(TinyCase.Config(name, keys), TinyCase.Schema, seed: 3);
        using (NewDisposeScope())
        {
            model.Logits(TinyCase.Batch(), ForwardPass.Train(1, 2)).sum().backward();
        }

        var chains = model.Parameters.Owned.OfType<FusedChain>().ToList();
        List<NativeBlock> blocks = [.. chains.SelectMany(chain => chain.Chain.Memory).Select(numbers => numbers.Block)];
        Assert.NotEmpty(blocks);
        Assert.All(blocks, block => Assert.False(block.IsClosed));
        model.Dispose();
        model.Dispose();
        Assert.All(blocks, block => Assert.True(block.IsClosed));
        var pass = new ChainPass(0, Training: false, 1, 1, Workers.Sequential);
        Assert.Throws<ObjectDisposedException>(() => chains[0].Chain.Forward(pass, [], default, default, 0));
    }
}
