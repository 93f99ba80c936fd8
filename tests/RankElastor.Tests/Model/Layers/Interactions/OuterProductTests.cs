using RankElastor.Model.Layers.Interactions;
using RankElastor.Numerics.Threads;
using TorchSharp;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model.Layers.Interactions;

[Collection("torch")]
public sealed class OuterProductTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(128)]
    [InlineData(1300)] // whole blocks and a tail
    public void ValuesAndGradients_AgreeWithThePlainFormula(int rows)
    {
        using var scope = NewDisposeScope();
        var fast = Inputs(rows);
        var plain = Inputs(rows);
        var direction = Wave([rows, 3], 0.7);
        var actual = OuterProduct.Of(fast[0], fast[1], fast[2], fast[3], new Workers(2));
        var products = (plain[0].unsqueeze(2) * plain[1].unsqueeze(1)).reshape(rows, -1);
        var expected = nn.functional.linear(products, plain[2], plain[3]);
        AssertClose(expected, actual);
        (actual * direction).sum().backward();
        (expected * direction).sum().backward();
        for (var i = 0; i < fast.Length; i++)
        {
            AssertClose(plain[i].grad!, fast[i].grad!);
        }
    }

    static Tensor[] Inputs(int rows) =>
        [.. new[] { Wave([rows, 5], 0.3), Wave([rows, 4], 0.9), Wave([3, 20], 0.5), Wave([3], 1.1) }.Select(input =>
            input.requires_grad_())];

    static Tensor Wave(long[] shape, double pace) =>
        arange(shape.Aggregate((a, b) => a * b), ScalarType.Float32).mul(pace).sin().reshape(shape);

    static void AssertClose(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        Assert.True(
            expected.allclose(actual, 1e-4, 1e-4), $"largest difference {(expected - actual).abs().max().ToSingle()}");
    }
}
