using RankElastor.Model.Layers;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model.Layers;

[Collection("torch")]
public sealed class BatchProductsTests
{
    [Fact]
    public void Bf16_RoundsToEightBits_AndOnlyWhenAsked()
    {
        using var scope = NewDisposeScope();
        var (x, weight, bias) =
            (linspace(-1, 1, 60).reshape(6, 10), linspace(-2, 1, 40).reshape(4, 10), linspace(0, 1, 4));
        var exact = x.matmul(weight.t()) + bias;
        Assert.Equal(0, Error(BatchProducts.Linear(x, weight, bias), exact), 6);
        BatchProducts.Bf16 = true;
        try
        {
            Assert.InRange(Error(BatchProducts.Linear(x, weight, bias), exact), 1e-5, 0.05);
        }
        finally
        {
            BatchProducts.Bf16 = false;
        }
    }

    static double Error(Tensor found, Tensor exact) => (found - exact).abs().max().item<float>();
}
