using CsCheck;
using RankElastor.Kernels.Rows;

namespace RankElastor.Tests.Kernels.Rows;

public sealed class ReluTests
{
    [Fact]
    public void BothWays_AgreeWithTheFormula() => Gen.Float[-3, 3].Array[0, 70].Sample(x =>
    {
        var y = x.ToArray();
        Relu.Apply(y);
        Assert.Equal(x.Select(value => Math.Max(value, 0)), y);
        var g = x.ToArray();
        Array.Reverse(g);
        var expected = g.Zip(y, (above, value) => value > 0 ? above : 0).ToArray();
        Relu.Backward(g, y);
        Assert.Equal(expected, g);
    });
}
