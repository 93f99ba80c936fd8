namespace RankElastor.Tests;

[Collection("torch")]
public sealed class SmokeTests
{
    [Fact]
    public void Torch_Loads() => Assert.Equal(4f, TorchSharp.torch.ones(2, 2).sum().item<float>());
}
